import { toImages } from '../../app/links'
import { useProjectId } from '../../app/project'
import { Confusion } from '../../charts/confusion'
import { Card } from '../../parts/card'
import { words } from '../../words'
import { NoClassErrors } from '../overview/no-truth'
import type { Benchmark } from './asked'

/** What all persons drew where the truth has a class. */
export function ClassErrors({ benchmark: { team, n_images, n_objects } }: { benchmark: Benchmark }) {
  const project = useProjectId()
  return (
    <Card className="span-6" title={words.overview.classErrors} about={words.benchmark.classErrorsAbout}>
      {team.by_class.length === 0 ? (
        <NoClassErrors n_images={n_images} n_objects={n_objects} />
      ) : (
        <Confusion
          name="class-errors"
          rows={[...team.by_class].sort((a, b) => b.n - a.n)}
          link={(truth) => toImages(project, { class: truth, flag: 'truth_mismatch' })}
        />
      )}
    </Card>
  )
}
