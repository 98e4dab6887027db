import { Link } from '@tanstack/react-router'

import type { Benchmark } from '../../api/quality'
import { useProjectId } from '../../app/project'
import { Empty } from '../../parts/states'
import { words } from '../../words'

/** There is no ground truth yet, and how to get some. */
export function NoTruth() {
  const project = useProjectId()
  return (
    <Empty
      title={words.overview.noTruth}
      action={
        <Link to="/p/$project/benchmark" params={{ project }}>
          {words.overview.toTruth}
        </Link>
      }
    >
      {words.overview.noTruthAbout}
    </Empty>
  )
}

/** Why nothing is known of classes against the truth: there is none, it has no objects, or no person answered it. */
export function NoClassErrors({ n_images, n_objects }: Pick<Benchmark, 'n_images' | 'n_objects'>) {
  if (n_images === 0) return <NoTruth />
  if (n_objects === 0) return <p className="small">{words.benchmark.noClasses}</p>
  return <Empty title={words.benchmark.nobody}>{words.benchmark.nobodyAbout}</Empty>
}

/** Why nothing is known of how boxes are drawn: there is no truth, or no box met a true one. */
export function NoBoxesOnTruth({ n_images }: Pick<Benchmark, 'n_images'>) {
  const said = words.annotators.one.boxes
  return n_images === 0 ? <NoTruth /> : <Empty title={said.none}>{said.noneAbout}</Empty>
}
