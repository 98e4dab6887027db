import { words } from '../../words'

/** A finding without the figures behind it, which its page has: "misses 25 of 329 objects". */
const brief = (finding: string): string => finding.split(/: | \(/)[0] ?? finding

/** What stands out about somebody, worst first: open alerts, then what the truth shows. */
export const patternsOf = (flags: readonly string[], findings: readonly string[]): string[] => [
  ...flags.map((f) => words.overview.flag[f] ?? f),
  ...findings.map(brief),
]
