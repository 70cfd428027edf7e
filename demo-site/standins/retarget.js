// Annonsbo's second file, a plain static tag that nobody marked. A stand-in, as the first.
(function (w) {
  'use strict';
  (w.standInOrder = w.standInOrder || []).push('retarget');
  w.annonsboRetarget = true;
})(window);
