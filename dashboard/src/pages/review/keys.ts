/** What each key does on this page. */

export type Action = { readonly do: Simple } | { readonly do: 'toggle' | 'choose'; readonly digit: number }

export type Simple =
  | 'approve'
  | 'reject'
  | 'correct'
  | 'open'
  | 'undo'
  | 'next'
  | 'previous'
  | 'nextObject'
  | 'previousObject'
  | 'zoomToObject'
  | 'fit'
  | 'zoomIn'
  | 'zoomOut'
  | 'hide'
  | 'truth'
  | 'models'
  | 'names'
  | 'escalate'
  | 'search'
  | 'help'

const KEYS: Readonly<Record<string, Simple>> = {
  'a': 'approve',
  'r': 'reject',
  'c': 'correct',
  'o': 'open',
  'u': 'undo',
  'n': 'next',
  'arrowright': 'next',
  'p': 'previous',
  'arrowleft': 'previous',
  'j': 'nextObject',
  'k': 'previousObject',
  'z': 'zoomToObject',
  'f': 'fit',
  '+': 'zoomIn',
  '=': 'zoomIn',
  '-': 'zoomOut',
  '−': 'zoomOut',
  ' ': 'hide',
  'g': 'truth',
  'm': 'models',
  'l': 'names',
  'e': 'escalate',
  '/': 'search',
  '?': 'help',
}

type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey'>

/** What a key press stands for; null for everything else, and for all that is meant for the browser. */
export function actionOf(event: Pressed): Action | null {
  if (event.ctrlKey || event.altKey || event.metaKey) return null
  // by place and not by sign: with Shift, and on some keyboards without, the digit keys write other signs
  const digit = /^(?:Digit|Numpad)([1-8])$/.exec(event.code)?.[1]
  if (digit !== undefined) return { do: event.shiftKey ? 'choose' : 'toggle', digit: Number(digit) }
  const key = event.key.toLowerCase()
  const found = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined
  return found === undefined ? null : { do: found }
}

/** Keys that are no single signs work even where those are switched off. */
export const isSingle = (event: Pick<KeyboardEvent, 'key'>): boolean => event.key.length === 1
