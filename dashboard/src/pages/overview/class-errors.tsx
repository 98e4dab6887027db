import type { Asked, Benchmark } from '../../api/quality'
import { toImages } from '../../app/links'
import { useProjectId } from '../../app/project'
import { Confusion } from '../../charts/confusion'
import { Card } from '../../parts/card'
import { Answer } from '../../parts/states'
import { words } from '../../words'
import { NoClassErrors } from './no-truth'

/** What was drawn where the truth has a class. */
export function ClassErrors({ benchmark }: { benchmark: Asked<Benchmark> }) {
  const project = useProjectId()
  return (
    <Card
      className="span-5"
      title={words.overview.classErrors}
      about={words.overview.classErrorsAbout(benchmark.data?.n_images ?? 0)}
      more={{ text: words.overview.openAll, link: { to: '/p/$project/benchmark', params: { project } } }}
    >
      <Answer of={benchmark} height={280}>
        {({ team, n_images, n_objects }) =>
          team.by_class.length === 0 ? (
            <NoClassErrors n_images={n_images} n_objects={n_objects} />
          ) : (
            <Confusion
              name="class-errors"
              rows={[...team.by_class].sort((a, b) => b.n - a.n)}
              link={(truth) => toImages(project, { class: truth, flag: 'truth_mismatch' })}
            />
          )
        }
      </Answer>
    </Card>
  )
}
