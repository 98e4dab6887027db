import { Button } from '@mantine/core'
import { useState } from 'react'

import { api } from '../../api/client'
import { useMay, useSession } from '../../api/session'
import { Outside } from '../../app/outside'
import { Head } from '../../parts/head'
import { IconPlus } from '../../parts/icons'
import { ShowMore } from '../../parts/more'
import { Answer, Empty } from '../../parts/states'
import { words } from '../../words'
import { ProjectCard } from './card'
import { Making } from './making'
import { OwnProjects } from './own'
import { WaysIn } from './ways-in'
import '../../parts/card.css'
import './projects.css'

const w = words.projects
const PAGE = 48

/** The projects of whoever is signed in; an annotator's own key may not ask what they come to. */
export default function Projects() {
  const session = useSession()
  if (session.isPending) return null
  if (session.data?.annotator) {
    return (
      <Outside>
        <main id="content">
          <Head title={w.title} />
          <OwnProjects />
        </main>
      </Outside>
    )
  }
  return <AllProjects />
}

/** Every project that this key sees, with what each comes to. */
function AllProjects() {
  const administers = useMay('admin')
  const [making, setMaking] = useState(false)
  const projects = api.useInfiniteQuery(
    'get',
    '/v1/projects',
    { params: { query: { figures: true, limit: PAGE } } },
    { pageParamName: 'cursor', initialPageParam: null, getNextPageParam: (page) => page.next ?? undefined },
  )
  const make = () => {
    setMaking(true)
  }
  return (
    <Outside>
      <main id="content">
        <Head title={w.title}>
          {administers && (
            <Button size="sm" leftSection={<IconPlus size={15} aria-hidden />} onClick={make}>
              {w.make}
            </Button>
          )}
        </Head>
        <Answer of={projects} height={220}>
          {({ pages }) => {
            const rows = pages.flatMap((page) => page.projects)
            if (rows.length === 0)
              return administers ? <WaysIn onMake={make} /> : <Empty title={w.empty}>{w.nothingSeen}</Empty>
            return (
              <ul className="project-cards">
                {rows.map((project) => (
                  <li key={project.project_id}>
                    <ProjectCard project={project} />
                  </li>
                ))}
              </ul>
            )
          }}
        </Answer>
        <ShowMore of={projects} />
        {making && (
          <Making
            onClose={() => {
              setMaking(false)
            }}
          />
        )}
      </main>
    </Outside>
  )
}
