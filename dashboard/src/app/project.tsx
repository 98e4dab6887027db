import { Navigate, Outlet, useLocation, useParams } from '@tanstack/react-router'

import { api } from '../api/client'
import { LiveProject } from '../api/live'
import { useOwnAnnotator, useSession } from '../api/session'
import { Failure, Skeleton } from '../parts/states'
import { Missing } from './missing'
import { Problem } from '../api/problem'
import { words } from '../words'
import { ProjectMenu } from './project-menu'
import { Rail } from './rail'

/** The project of the address. */
export const useProjectId = (): string => useParams({ strict: false }).project ?? ''

/** What the server says about the project of the address; an annotator's own key may not ask. */
export const useProject = () => {
  const project_id = useProjectId()
  const session = useSession()
  const own = session.data?.annotator ?? null
  return api.useQuery(
    'get',
    '/v1/projects/{project_id}',
    { params: { path: { project_id } } },
    { enabled: !session.isPending && own === null },
  )
}

/** The frame of an annotator's own key: the page about themselves and no other. */
function OwnProject() {
  const id = useProjectId()
  const { pathname } = useLocation()
  if (!pathname.replace(/\/$/, '').endsWith('/me'))
    return <Navigate to="/p/$project/me" params={{ project: id }} replace />
  return (
    <LiveProject key={id} project={id}>
      <Rail project={{ project_id: id, name: id }}>
        <Outlet />
      </Rail>
    </LiveProject>
  )
}

/** A project's pages in their frame; a project that is not there, or not for this key, is said to be so at once. */
export function Project() {
  const id = useProjectId()
  const own = useOwnAnnotator()
  const project = useProject()
  if (own !== null) return <OwnProject />
  if (project.error instanceof Problem && project.error.status === 404)
    return <Missing title={words.states.noProject} />
  if (project.isError)
    return (
      <main id="content">
        <Failure
          error={project.error}
          retry={() => {
            void project.refetch()
          }}
        />
      </main>
    )
  if (project.data === undefined) return <Skeleton height={400} />
  return (
    <LiveProject key={id} project={id}>
      <Rail project={project.data} menu={<ProjectMenu project={project.data} />}>
        <Outlet />
      </Rail>
    </LiveProject>
  )
}
