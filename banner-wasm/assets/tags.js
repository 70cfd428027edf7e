// Other products' tags, made ours, and the way to what developers see. A module that the second script imports where a
// page has such tags, or its address asks for the other; it hands over what it shares, which no script of the page has.
const TAGS = "@@TAGS@@";

export default (shared, scheduleRelease) => {
    const [
        /*@@FILE both/shared.js@@*/
    ] = shared;
    /*@@FILE both/constants.js@@*/
    /*@@FILE tags/adopt.js@@*/
    if (/samtycke=debug/.test(location)) {
        import(SITE.base + TAGS.debug).then((script) => script.default(shared)).catch(() => {});
    }
};
