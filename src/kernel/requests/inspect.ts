/** `inspect_request`: what stands at the cursor. */
import { readPlace } from "./complete.js";
import type { Requested } from "./request.js";

export const inspect: Requested = {
  async answer({ content }, kernel) {
    const { code, cursor } = readPlace(content);
    const level = content.detail_level === 1 ? 1 : 0;
    const explanation = await (await kernel.cells).inspect(code, cursor, level);
    const data = explanation
      ? { "text/plain": explanation.text, "text/markdown": explanation.markdown }
      : {};
    return { reply: { status: "ok", found: explanation !== null, data, metadata: {} } };
  },
};
