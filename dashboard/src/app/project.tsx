import { Navigate, Outlet, useLocation, useParams } from '@tanstack/react-router'

import { api } from '../api/client'
import { LiveProject } from '../api/live'
import { Problem } from '../api/problem'
import { useOwnAnnotator, useSession } from '../api/session'
import { Failure, Skeleton } from '../parts/states'
import { words } from '../words'
import { annotatorIn, imageIn } from './links'
import { Missing } from './missing'
import { ProjectMenu } from './project-menu'
import { Rail } from './rail'

/** The project of the address. */
export const useProjectId = (): string => useParams({ strict: false }).project ?? ''

/** The annotator of the address; empty on pages of no annotator. */
export const useAnnotatorId = (): string => annotatorIn(useParams({ strict: false }).annotator ?? '')

/** The image of the address; empty on pages of no image. */
export const useImageId = (): string => imageIn(useParams({ strict: false })._splat ?? '')

/** What the server says about the project of the address; an annotator's own key may not ask. */
export function useProject() {
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

/** A project's pages; a project that is not there, or not for this key, is said to be so at once. */
export function Project() {
  const id = useProjectId()
  const own = useOwnAnnotator()
  const project = useProject()
  const { pathname } = useLocation()
  if (own !== null) {
    if (!pathname.replace(/\/$/, '').endsWith('/me'))
      return <Navigate to="/p/$project/me" params={{ project: id }} replace />
  } else if (project.error instanceof Problem && project.error.status === 404)
    return <Missing title={words.states.noProject} />
  else if (project.isError)
    return (
      <main id="content">
        <h1 className="hidden">{words.states.broken}</h1>
        <Failure
          error={project.error}
          retry={() => {
            void project.refetch()
          }}
        />
      </main>
    )
  else if (project.data === undefined) return <Skeleton height={400} />
  return (
    <LiveProject key={id} project={id} loaded={project.data?.revision ?? null}>
      <Outlet />
    </LiveProject>
  )
}

/** Pages beside the rail: all but those that take the whole screen. An own key is told nothing of the project. */
export function Framed() {
  const id = useProjectId()
  const { data } = useProject()
  return (
    <Rail project={data ?? { project_id: id, name: id }} {...(data ? { menu: <ProjectMenu project={data} /> } : {})}>
      <Outlet />
    </Rail>
  )
}
