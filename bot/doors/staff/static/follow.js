// Calls `look` when the desk says that something has changed; where no stream gets through, every `every` milliseconds.
"use strict";
globalThis.follow = (place, look, every) => {
  const SILENT = 25000; // milliseconds without a sign after which a stream counts as cut
  let stream = null, heard = -SILENT, opened = 0;
  const now = () => performance.now(), live = () => { heard = now(); };
  function open() {
    opened = now();
    stream = new EventSource(place);
    stream.addEventListener("changed", () => { live(); look(); });
    stream.addEventListener("here", live);
    stream.addEventListener("error", () => { heard = -SILENT; }); // the browser opens it again by itself, unless it was refused
  }
  open();
  setInterval(() => {
    if (now() - heard < SILENT) return;
    look();
    if (stream.readyState === EventSource.CLOSED && now() - opened > SILENT) open();
  }, every);
};
