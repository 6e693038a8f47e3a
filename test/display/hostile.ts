/** Texts that try to get out of where they are shown. */
export const hostile = [
  `<img src=x onerror="window.hacked=1">`,
  `</script><script>window.hacked=1</script>`,
  `"><svg onload=window.hacked=1>`,
  `' onmouseover='window.hacked=1' x='`,
  `<a href="javascript:window.hacked=1">here</a>`,
  `<!--<script>window.hacked=1`,
  "%{x}${window.hacked=1}",
  `]]>&lt;b&gt;&amp;`,
  `😀 \ud800 \u0000 ${"long ".repeat(2000)}`,
];
