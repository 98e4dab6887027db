/** Every page and its address. Each page is loaded when it is first shown. */

import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'

import { prefix } from '../api/place'
import { Broken } from './broken'
import { Missing } from './missing'
import { Framed, Project } from './project'
import { Root } from './root'
import { parseSearch, stringifySearch, type Search } from './search'

const root = createRootRoute({
  component: Root,
  notFoundComponent: () => <Missing />,
  validateSearch: (search: Record<string, unknown>): Search => search as Search,
})
const project = createRoute({ getParentRoute: () => root, path: '/p/$project', component: Project })
/** Pages beside the rail; what takes the whole screen hangs on `project` itself. */
const framed = createRoute({ getParentRoute: () => project, id: 'framed', component: Framed })
/** One page for the queue and each of its images, so that going on to the next one keeps what the reviewer set up. */
const review = createRoute({
  getParentRoute: () => project,
  path: '/review',
  component: lazyRouteComponent(() => import('../pages/review')),
})
const reviewed = [
  createRoute({ getParentRoute: () => review, path: '/' }),
  createRoute({ getParentRoute: () => review, path: '/$' }), // ids of images hold slashes
]

const routes = [
  createRoute({
    getParentRoute: () => root,
    path: '/',
    component: lazyRouteComponent(() => import('../pages/projects')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/keys',
    component: lazyRouteComponent(() => import('../pages/keys')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/sign-in',
    component: lazyRouteComponent(() => import('../pages/sign-in')),
  }),
]

const pages = [
  createRoute({
    getParentRoute: () => framed,
    path: '/',
    component: lazyRouteComponent(() => import('../pages/overview')),
  }),
  createRoute({
    getParentRoute: () => framed,
    path: '/images',
    component: lazyRouteComponent(() => import('../pages/images')),
  }),
  createRoute({
    getParentRoute: () => framed,
    path: '/agreement',
    component: lazyRouteComponent(() => import('../pages/agreement')),
  }),
  createRoute({
    getParentRoute: () => framed,
    path: '/annotators',
    component: lazyRouteComponent(() => import('../pages/annotators')),
  }),
  createRoute({
    getParentRoute: () => framed,
    path: '/annotators/$annotator',
    component: lazyRouteComponent(() => import('../pages/annotator')),
  }),
  createRoute({
    getParentRoute: () => framed,
    path: '/me',
    component: lazyRouteComponent(() => import('../pages/me')),
  }),
  createRoute({
    getParentRoute: () => framed,
    path: '/benchmark',
    component: lazyRouteComponent(() => import('../pages/benchmark')),
  }),
  createRoute({
    getParentRoute: () => framed,
    path: '/classes',
    component: lazyRouteComponent(() => import('../pages/classes')),
  }),
  createRoute({
    getParentRoute: () => framed,
    path: '/suggestions',
    component: lazyRouteComponent(() => import('../pages/suggestions')),
  }),
  createRoute({
    getParentRoute: () => framed,
    path: '/alerts',
    component: lazyRouteComponent(() => import('../pages/alerts')),
  }),
  createRoute({
    getParentRoute: () => framed,
    path: '/export',
    component: lazyRouteComponent(() => import('../pages/export')),
  }),
  createRoute({
    getParentRoute: () => framed,
    path: '/import',
    component: lazyRouteComponent(() => import('../pages/import')),
  }),
  createRoute({
    getParentRoute: () => framed,
    path: '/plan',
    component: lazyRouteComponent(() => import('../pages/plan')),
  }),
  createRoute({
    getParentRoute: () => framed,
    path: '/compare',
    component: lazyRouteComponent(() => import('../pages/compare')),
  }),
  createRoute({
    getParentRoute: () => framed,
    path: '/report',
    component: lazyRouteComponent(() => import('../pages/report')),
  }),
  createRoute({
    getParentRoute: () => framed,
    path: '/settings',
    component: lazyRouteComponent(() => import('../pages/settings')),
  }),
]

export const createAppRouter = () =>
  createRouter({
    routeTree: root.addChildren([
      ...routes,
      project.addChildren([framed.addChildren(pages), review.addChildren(reviewed)]),
    ]),
    basepath: prefix || '/',
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    defaultErrorComponent: Broken,
    scrollRestoration: true,
  })

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
