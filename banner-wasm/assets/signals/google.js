// Google Consent Mode v2: defaults before any Google tag, then what holds, with an entry that triggers of the site's own
// can wait for. `region` limits the defaults to countries.
(region) => {
    let isTold = false;
    function tag() {
        (window.dataLayer = window.dataLayer || []).push(arguments);
    }
    return (open) => {
        const grant = (bits) => {
            const is = (bit) => (bits & bit ? "granted" : "denied");
            return {
                ad_storage: is(8),
                ad_user_data: is(8),
                ad_personalization: is(8),
                analytics_storage: is(4),
                functionality_storage: is(2),
                personalization_storage: is(2),
                security_storage: "granted",
            };
        };
        if (!isTold) {
            isTold = true;
            tag("consent", "default", { ...grant(0), wait_for_update: 500, ...(region.length ? { region } : {}) });
            tag("set", "ads_data_redaction", true);
            tag("set", "url_passthrough", false);
            if (!(open & 14)) return;
        }
        tag("consent", "update", grant(open));
        window.dataLayer.push({
            event: "samtycke",
            samtycke: { preferences: !!(open & 2), statistics: !!(open & 4), advertising: !!(open & 8) },
        });
    };
};
