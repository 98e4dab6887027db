import { Button } from '@mantine/core'

import { CopyButton } from '../../parts/copy'
import { Card } from '../../parts/card'
import { words } from '../../words'

const w = words.projects

/** Where nothing is yet: the three ways in. */
export function WaysIn({ onMake }: { onMake: () => void }) {
  return (
    <section className="ways-in">
      <h2>{w.empty}</h2>
      <p className="small">{w.emptyAbout}</p>
      <div className="project-cards">
        <Card title={w.ways.import}>
          <p className="small">{w.ways.importAbout}</p>
          <Button onClick={onMake}>{w.make}</Button>
        </Card>
        <Card title={w.ways.connect}>
          <p className="small">{w.ways.connectAbout}</p>
          <Button onClick={onMake}>{w.make}</Button>
        </Card>
        <Card title={w.ways.demo}>
          <p className="small">{w.ways.demoAbout}</p>
          <p>
            <code>{w.ways.demoCommand}</code>
          </p>
          <CopyButton text={w.ways.demoCommand} />
        </Card>
      </div>
    </section>
  )
}
