import { Link } from '@tanstack/react-router'

import { useOverview } from '../../api/quality'
import { useSilentRefresh } from '../../api/live'
import { useProjectId } from '../../app/project'
import { useFilters } from '../../app/search'
import { Head } from '../../parts/head'
import { Answer } from '../../parts/states'
import { words } from '../../words'
import { Alerts } from './alerts'
import { Cards } from './cards'
import { Controls } from './controls'
import { Download } from './download'
import { EmptyProject } from './empty-project'
import { Facts } from './facts'
import './overview.css'

/** One screen: is it fine, what changed, who or what is behind it, which images next. */
export default function Overview() {
  useSilentRefresh()
  const project = useProjectId()
  const overview = useOverview(project)
  const [filters] = useFilters()
  const { since } = filters
  const part = { since, class: filters['class'] }
  const found = overview.data
  return (
    <main id="content">
      <Head title={words.overview.title} about={found && <Facts overview={found} since={since} />}>
        {found && found.annotations > 0 ? (
          <>
            <Controls overview={found} />
            <Download overview={found} part={part} />
            <Link to="/p/$project/report" params={{ project }} search={since === undefined ? {} : { since }}>
              {words.overview.report}
            </Link>
          </>
        ) : undefined}
      </Head>
      <Answer of={overview} height={500}>
        {(answer) =>
          answer.annotations === 0 ? (
            <EmptyProject />
          ) : (
            <>
              <Alerts asOf={answer.as_of} />
              <Cards overview={answer} part={part} />
            </>
          )
        }
      </Answer>
    </main>
  )
}
