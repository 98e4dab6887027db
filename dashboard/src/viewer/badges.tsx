import { COLOURS } from '../parts/swatch'
import type { Digit } from './digits'

/** The digits of annotators on the boxes of the selected object, of the same size at every zoom. */
export const Badges = ({ digits }: { digits: readonly Digit[] }) =>
  digits.map(({ key, digit, place, at }) => (
    <g key={key} transform={`translate(${String(at[0])} ${String(at[1])})`}>
      <g className="steady">
        <rect x={-7.5} y={-7.5} width={15} height={15} rx={3.5} className={`badge ${colour(place)}`} />
        <text y={4} textAnchor="middle" className="badge-digit">
          {digit}
        </text>
      </g>
    </g>
  ))

const colour = (place: number | null): string => (place === null ? 'fill-grey' : `fill-${String(place % COLOURS)}`)
