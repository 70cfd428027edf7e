export default {
  mode: 'offline',
  consentCategories: ['necessary', 'measurement', 'marketing'],
  scripts: [
    { id: 'meta-pixel', src: 'https://connect.facebook.net/en_US/fbevents.js', category: 'marketing' },
    { id: 'own', category: 'measurement', textContent: 'count()' },
  ],
};
