import type { Search } from '../../app/search'

/** Both periods by their first and last days. */
export type Days = Record<'from' | 'to' | 'from2' | 'to2', string>
export const PRESETS = ['7', '14', '28', '90'] as const
export const DEFAULT = '14'

/** What is asked: both periods by their days, or the last days beside as many before them. */
export function askedOf(search: Search): Days | { days: number } {
  const { from, to, from2, to2 } = search
  if (from && to && from2 && to2) return { from, to, from2, to2 }
  const preset = PRESETS.find((days) => days === search['days']) ?? DEFAULT
  return { days: Number(preset) }
}
