import { Link } from '@tanstack/react-router'

import { useOwnAnnotator, useSession } from '../../api/session'
import { useProjectId } from '../../app/project'
import { Head } from '../../parts/head'
import { StaleBar } from '../../parts/stale'
import { Answer, Empty } from '../../parts/states'
import { words } from '../../words'
import { Person } from '../annotator/person'

/** One's own figures beside the team's, for a key that belongs to an annotator. */
export default function Me() {
  const project = useProjectId()
  const own = useOwnAnnotator()
  return (
    <main id="content">
      <Head title={words.me.title} about={own === null ? undefined : words.me.about(own)} />
      <StaleBar />
      <Answer of={useSession()} height={500}>
        {() =>
          own === null ? (
            <Empty
              title={words.me.nobody}
              action={
                <Link to="/p/$project/annotators" params={{ project }}>
                  {words.me.toAnnotators}
                </Link>
              }
            >
              {words.me.nobodyAbout}
            </Empty>
          ) : (
            <Person annotator={undefined} name={own} />
          )
        }
      </Answer>
    </main>
  )
}
