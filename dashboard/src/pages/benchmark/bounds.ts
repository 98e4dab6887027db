import type { Row, Team } from './asked'

/** The interval that takes images as the unit, as it holds what it says; Wilson's where there is no other. */
export const boundsOf = (
  row: Row | Team,
  figure: 'accuracy' | 'precision' | 'recall',
): { ci95: readonly number[] | null; byImages: boolean } => {
  const images = row[`${figure}_ci95_images`]
  return images === null ? { ci95: row[`${figure}_ci95`], byImages: false } : { ci95: images, byImages: true }
}

/** How the size of the truth set stands beside the recommended one. */
export const sizeOf = (images: number): 'none' | 'small' | 'right' | 'large' =>
  images === 0 ? 'none' : images < 50 ? 'small' : images <= 100 ? 'right' : 'large'
