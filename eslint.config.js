import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

const lines = { skipBlankLines: true, skipComments: true };

export default defineConfig(
  { ignores: ["dist/", "node_modules/", ".engine/", ".jupyter/"] },
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: "error" } },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": "off",
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],
      "@typescript-eslint/no-floating-promises": [
        "error",
        {
          allowForKnownSafeCalls: [
            { from: "package", package: "node:test", name: ["test", "suite", "describe", "it"] },
          ],
        },
      ],
      "no-restricted-syntax": ["error", "ExportDefaultDeclaration"],
      "no-param-reassign": "error",
      "prefer-const": "error",
      eqeqeq: "error",
    },
  },
  {
    files: ["src/**/*.ts", "src/**/*.mjs", "grammar/**/*.ts"],
    rules: {
      "max-lines": ["error", { max: 250, ...lines }],
      "max-lines-per-function": ["error", { max: 40, ...lines }],
    },
  },
  { files: ["test/**/*.ts"], rules: { "@typescript-eslint/no-non-null-assertion": "off" } },
);
