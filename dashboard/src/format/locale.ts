/** The languages of the browser, for numbers and dates; British English where it names none. */
const found = typeof navigator === 'undefined' ? [] : navigator.languages
export const locale: readonly string[] = found.length > 0 ? found : ['en-GB']
