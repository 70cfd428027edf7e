// As its documentation has it: everything is blocked but what the site's own host serves.
window.YETT_WHITELIST = [/^\/(?!\/)/, /^https?:\/\/[^\/@]*localhost[:\/]/];
