import { Link } from '@tanstack/react-router'

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
