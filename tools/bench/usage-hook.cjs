"use strict";
// Makes a program write its own resource usage to file descriptor 3 when it ends. Required, not imported: an import
// starts Node's loader of ES modules, which takes longer than some of the commands that are measured.
const { writeSync } = require("node:fs");

process.on("exit", () => {
  try {
    writeSync(3, JSON.stringify(process.resourceUsage()));
  } catch {
    // Nobody reads it.
  }
});
