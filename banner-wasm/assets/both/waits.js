// The name under which an attribute waits: ours; or the site's own, where it has marked the element itself. An element that
// we have marked may use such names for its own ends.
const waitsAs = (element, attribute) => {
    const ours = "data-held-" + attribute;
    const isTheirs = !/data-held/.test(element.getAttributeNames()) || (FETCHING[element.localName]?.[attribute] && !hasAttr(element, attribute));
    return isTheirs && !hasAttr(element, ours) ? "data-" + attribute : ours;
};
