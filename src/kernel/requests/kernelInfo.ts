/** `kernel_info_request`: what this kernel is. */
import { protocolVersion } from "../message.js";
import type { Requested } from "./request.js";

export const kernelInfo: Requested = {
  answer: (_, { versions }) => ({
    reply: {
      status: "ok",
      protocol_version: protocolVersion,
      implementation: "convscript",
      implementation_version: versions.convscript,
      language_info: {
        name: "typescript",
        version: versions.typescript,
        mimetype: "text/typescript",
        file_extension: ".ts",
        pygments_lexer: "typescript",
        codemirror_mode: "typescript",
        nbconvert_exporter: "script",
      },
      banner: `ConvScript ${versions.convscript}: networks in ConvScript, all else in TypeScript ${versions.typescript}`,
      help_links: [],
      debugger: false,
      supported_features: [],
    },
  }),
};
