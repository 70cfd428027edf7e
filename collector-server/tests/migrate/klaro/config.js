var klaroConfig = {
    version: 1,
    elementID: 'klaro',
    privacyPolicy: '/privacy',
    cookieExpiresAfterDays: 120,
    htmlTexts: true,
    default: false,
    translations: {
        en: {
            purposes: {
                analytics: { title: 'Statistics', description: 'How the site is used.' },
                video: 'Film',
            },
        },
        de: { purposes: { analytics: { title: 'Statistik' } } },
    },
    services: [
        { name: 'matomo', title: 'Matomo', purposes: ['analytics'], cookies: [/^_pk_.*$/, 'piwik_ignore'] },
        { name: 'youtube', title: 'YouTube', purposes: ['marketing'], contextualConsentOnly: true },
        { name: 'pixel', title: 'Meta Pixel', purposes: ['marketing'], default: true, cookies: ['_fbp'] },
        { name: 'session', purposes: ['login'], required: true, cookies: ['sid'] },
    ],
};
