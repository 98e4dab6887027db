import { count } from '../format/numbers'
import { locale } from '../format/locale'

type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }

// eslint-disable-next-line no-restricted-syntax -- the one place that asks which form a number takes
const rules = new Intl.PluralRules(locale as string[])

/** "1 image", "4,212 images": the form the language wants, `#` standing for the number. */
export const plural = (n: number, forms: Forms): string =>
  (forms[rules.select(n)] ?? forms.other).replace('#', count(n))
