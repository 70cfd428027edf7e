// As its documentation has it.
window.orejimeConfig = {
    privacyPolicyUrl: "/policy",
    purposes: [
        { id: "cart", title: "Cart", cookies: [], isMandatory: true },
        { id: "statistics", title: "Statistics", description: "Counts visits.", cookies: [/^_st_/] },
        { id: "advertising", title: "Advertising", description: "Adapts advertising.", cookies: [/^_ad_/] },
    ],
};
