import { Card } from '../../parts/card'
import { words } from '../../words'

const w = words.benchmark.empty

/** There is no ground truth yet: why to have one, and the ways to it. */
export const NoTruthYet = () => (
  <Card title={w.title} about={w.about}>
    <ol className="ways-to-truth">
      {w.ways.map((way) => (
        <li key={way.title}>
          <p className="strong">{way.title}</p>
          <p>{way.about}</p>
          {way.example !== undefined && <code className="wrap">{way.example}</code>}
        </li>
      ))}
    </ol>
  </Card>
)
