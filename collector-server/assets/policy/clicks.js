// `location` that leads to another site with the id of a click, which may be one that a script has made up.
ids = RegExp(ids, "g");
if (window.navigation)
    navigation.addEventListener("navigate", function (event) {
        var to = new URL(event.destination.url),
            bare = to.href.replace(ids, function (all, before, after) {
                return after && before;
            });
        if (!event.cancelable || event.formData || bare === to.href) return;
        if (to.host === location.host || own.test(to.hostname)) return;
        event.preventDefault();
        setTimeout(function () {
            location[event.navigationType === "replace" ? "replace" : "assign"](bare);
        });
    });
