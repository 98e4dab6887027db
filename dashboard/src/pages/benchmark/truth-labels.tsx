import { Link } from '@tanstack/react-router'

import { toImages } from '../../app/links'
import { useProjectId } from '../../app/project'
import { count, share } from '../../format/numbers'
import { Card } from '../../parts/card'
import { Judged } from '../../parts/judged'
import { CsvButton, Table, type Column } from '../../parts/table'
import { words } from '../../words'
import type { Benchmark } from './asked'

const w = words.benchmark.labels

type Line = { class: string; truth: number; consensus: number; prior: number | null }

/** Image-level labels: how often most votes, and the consensus, are right; and how often each class is met. */
export function TruthLabels({ labels }: { labels: Benchmark['labels'] }) {
  const project = useProjectId()
  const classes = [...new Set([...Object.keys(labels.truth), ...Object.keys(labels.consensus)])].sort()
  const rows = classes.map((name): Line => ({
    class: name,
    truth: labels.truth[name] ?? 0,
    consensus: labels.consensus[name] ?? 0,
    prior: labels.priors[name] ?? null,
  }))
  const columns: Column<Line>[] = [
    {
      id: 'class',
      title: words.quality.filters.class,
      cell: (l) => (
        <Link className="line class-name" title={l.class} {...toImages(project, { class: l.class })}>
          <bdi>{l.class}</bdi>
        </Link>
      ),
      value: (l) => l.class,
    },
    { id: 'truth', title: w.truth, end: true, cell: (l) => count(l.truth), value: (l) => l.truth },
    { id: 'consensus', title: w.consensus, end: true, cell: (l) => count(l.consensus), value: (l) => l.consensus },
    { id: 'prior', title: w.prior, end: true, cell: (l) => share(l.prior), value: (l) => l.prior },
  ]
  return (
    <Card className="span-6" title={w.title} about={words.quality.images(labels.n_images)}>
      <dl className="pairs-of-figures">
        {(['majority_accuracy', 'consensus_accuracy'] as const).map((id) => (
          <div key={id}>
            <dt title={w.about[id]}>{w.name[id]}</dt>
            <dd>
              <Judged text={share(labels[id])} n={labels.n_images} />
            </dd>
          </div>
        ))}
      </dl>
      <Table caption={w.title} columns={columns} rows={rows} id={(l) => l.class} />
      <div className="card-ways no-print">
        <CsvButton name="truth-labels" columns={columns} rows={rows} />
      </div>
    </Card>
  )
}
