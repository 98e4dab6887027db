/** Every word of the page, by the language of the browser. Another language is a folder beside `en` of the same type. */

import { en } from './en'

export type Words = typeof en

export const words: Words = en
