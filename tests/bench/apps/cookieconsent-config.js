// As its documentation has it for plain pages: a module that loads the library and runs it.
import "/p/vanilla-cookieconsent/dist/cookieconsent.umd.js";

CookieConsent.run({
    categories: {
        necessary: { enabled: true, readOnly: true },
        statistics: {},
        advertising: {},
    },
    language: {
        default: "en",
        translations: {
            en: {
                consentModal: {
                    title: "Cookies at the shop",
                    description: "We would like to count visits and to show advertising that suits you.",
                    acceptAllBtn: "Accept all",
                    acceptNecessaryBtn: "Reject all",
                    showPreferencesBtn: "Settings",
                },
                preferencesModal: {
                    title: "Settings",
                    acceptAllBtn: "Accept all",
                    acceptNecessaryBtn: "Reject all",
                    savePreferencesBtn: "Save",
                    closeIconLabel: "Close",
                    sections: [
                        { title: "Necessary", description: "What the cart needs.", linkedCategory: "necessary" },
                        { title: "Statistics", description: "Counts visits.", linkedCategory: "statistics" },
                        { title: "Advertising", description: "Adapts advertising.", linkedCategory: "advertising" },
                    ],
                },
            },
        },
    },
});
