//! What the eye compares: sizes and colours of rendered elements, as the browser computes them.

use serde_json::Value;

/// The three buttons of a layer and the ground they stand on; `LAYER` is to be replaced by the layer's name.
pub const BUTTONS: &str = "(() => {
    const root = document.querySelector('samtycke-banner').shadowRoot;
    const layer = root.querySelector('[data-layer=LAYER]');
    const ground = getComputedStyle(layer).backgroundColor;
    const read = (button) => {
        const style = getComputedStyle(button), box = button.getBoundingClientRect();
        return { tag: button.localName, action: button.dataset.action, parent: button.parentElement.getAttribute('part'),
            x: box.x, y: box.y, width: box.width, height: box.height, right: box.right, bottom: box.bottom,
            font: style.fontSize, weight: style.fontWeight, family: style.fontFamily, border: style.border,
            radius: style.borderRadius, padding: style.padding, decoration: style.textDecoration, shadow: style.boxShadow,
            opacity: style.opacity, order: style.order,
            color: style.color, background: style.backgroundColor, edge: style.borderTopColor,
            cut: button.scrollWidth > button.clientWidth + 1 || button.scrollHeight > button.clientHeight + 1 };
    };
    const buttons = [...layer.querySelectorAll('[part=actions] > *')].map(read);
    const box = layer.getBoundingClientRect();
    return { buttons, ground, width: innerWidth, height: innerHeight,
        layer: { x: box.x, y: box.y, right: box.right, bottom: box.bottom },
        sideways: layer.scrollWidth > layer.clientWidth || document.documentElement.scrollWidth > innerWidth };
})()";

/// How far two colours stand apart, from 1 to 21 (WCAG 2.2, contrast ratio). Colours are `rgb(…)` without transparency.
pub fn contrast(one: &Value, other: &Value) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(color: &Value) -> f64 {
    let text = color.as_str().unwrap();
    let inner = text
        .strip_prefix("rgb(")
        .and_then(|rest| rest.strip_suffix(')'));
    let inner = inner.unwrap_or_else(|| panic!("an opaque colour, not {text}"));
    let parts: Vec<f64> = inner
        .split(',')
        .map(|part| part.trim().parse::<f64>().unwrap() / 255.0)
        .collect();
    let linear = |part: f64| {
        if part <= 0.04045 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * linear(parts[0]) + 0.7152 * linear(parts[1]) + 0.0722 * linear(parts[2])
}

/// The contrast of a button's text, and that of its edge or surface against the ground it stands on.
pub fn contrasts(button: &Value, ground: &Value) -> (f64, f64) {
    let text = contrast(&button["color"], &button["background"]);
    let shape = contrast(&button["background"], ground).max(contrast(&button["edge"], ground));
    (text, shape)
}

#[test]
fn the_contrast_of_black_and_white_is_21_and_of_a_colour_with_itself_1() {
    let (black, white) = (
        Value::from("rgb(0, 0, 0)"),
        Value::from("rgb(255, 255, 255)"),
    );
    assert!((contrast(&black, &white) - 21.0).abs() < 1e-9);
    assert!((contrast(&white, &white) - 1.0).abs() < 1e-9);
}
