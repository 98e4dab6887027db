import './swatch.css'

/** Colours of the palette before they begin anew; a digit tells apart who shares one. */
export const COLOURS = 8

/** The colour of a person, by the place among the persons of the project or the image. */
export const Swatch = ({ place }: { place: number }) => (
  <span className={`swatch a${place % COLOURS}`} aria-hidden="true" />
)

/** What stands for the truth, a model's suggestions and the consensus: a line as it is drawn on the image. */
export const LineSwatch = ({ kind }: { kind: 'truth' | 'model' | 'consensus' }) => (
  <span className={`swatch drawn ${kind}`} aria-hidden="true" />
)
