//! The cart: the whole of it is in one first-party session cookie, so that no server state is
//! needed and no consent either. Nothing but goods and counts stand in it.

use super::goods::{self, Product};

/// Name of the cookie.
pub const COOKIE: &str = "cart";
/// The most of one thing.
const MOST: u32 = 20;

/// What a visitor means to buy, in the order in which it was put in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cart(Vec<Line>);

/// One kind of thing in the cart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// What.
    pub product: &'static Product,
    /// How many, 1 to 20.
    pub count: u32,
}

impl Line {
    /// Price of the line in whole kronor.
    pub fn price_kr(&self) -> u32 {
        self.product.price_kr * self.count
    }
}

impl Cart {
    /// Reads the cookie (`slug.count-slug.count`); what is not understood is left out.
    pub fn parse(value: &str) -> Self {
        let mut cart = Self::default();
        for part in value.split('-') {
            if let Some((slug, count)) = part.split_once('.')
                && let Some(product) = goods::find(slug)
                && let Ok(count) = count.parse()
            {
                cart.set(product, count);
            }
        }
        cart
    }

    /// The cookie's value; empty for an empty cart.
    pub fn value(&self) -> String {
        let parts: Vec<_> = self
            .0
            .iter()
            .map(|line| format!("{}.{}", line.product.slug, line.count))
            .collect();
        parts.join("-")
    }

    /// Puts one more in.
    pub fn add(&mut self, product: &'static Product) {
        let has = self
            .0
            .iter()
            .find(|line| line.product == product)
            .map_or(0, |line| line.count);
        self.set(product, has + 1);
    }

    /// Changes how many; 0 takes it out.
    pub fn set(&mut self, product: &'static Product, count: u32) {
        let count = count.min(MOST);
        match self.0.iter_mut().find(|line| line.product == product) {
            Some(line) => line.count = count,
            None => self.0.push(Line { product, count }),
        }
        self.0.retain(|line| line.count > 0);
    }

    /// The lines.
    pub fn lines(&self) -> &[Line] {
        &self.0
    }

    /// How many things in all.
    pub fn count(&self) -> u32 {
        self.0.iter().map(|line| line.count).sum()
    }

    /// What all costs, in whole kronor.
    pub fn price_kr(&self) -> u32 {
        self.0.iter().map(Line::price_kr).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::{Cart, goods};

    #[test]
    fn a_cart_comes_back_from_its_cookie_as_it_was() {
        let mut cart = Cart::default();
        let (cup, blanket) = (goods::find("kasa").unwrap(), goods::find("filt").unwrap());
        cart.add(cup);
        cart.add(blanket);
        cart.add(cup);
        assert_eq!(cart.value(), "kasa.2-filt.1");
        assert_eq!(Cart::parse(&cart.value()), cart);
        assert_eq!(cart.count(), 3);
        assert_eq!(cart.price_kr(), 2 * cup.price_kr + blanket.price_kr);
        cart.set(cup, 0);
        assert_eq!(cart.value(), "filt.1");
    }

    #[test]
    fn a_spoilt_cookie_gives_what_can_be_read_and_never_too_many() {
        assert_eq!(
            Cart::parse("kasa.9999999-nothing.1-filt-.-filt.x").value(),
            "kasa.20"
        );
        assert_eq!(Cart::parse(""), Cart::default());
    }
}
