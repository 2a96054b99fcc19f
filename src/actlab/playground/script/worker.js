// A worker: trains the blocks that the page sends, and answers with their rows.
"use strict";

let kernel = null;
onmessage = ({ data: asked }) => {
  if (asked.module) {
    kernel = new Kernel(asked.module, asked.functions);
    postMessage({ ready: true });
    return;
  }
  const settings = withFunctions(asked.settings, kernel);
  postMessage({ job: asked.job, rows: asked.blocks.map((block) => trainBlock(kernel, settings, block)) });
};
