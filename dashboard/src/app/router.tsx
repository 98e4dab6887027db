/** Every page and its address. Each page is loaded when it is first shown. */

import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'

import { prefix } from '../api/place'
import { Broken } from './broken'
import { Missing } from './missing'
import { Project } from './project'
import { Root } from './root'
import { parseSearch, stringifySearch, type Search } from './search'

const root = createRootRoute({
  component: Root,
  notFoundComponent: () => <Missing />,
  validateSearch: (search: Record<string, unknown>): Search => search as Search,
})
const project = createRoute({ getParentRoute: () => root, path: '/p/$project', component: Project })

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
    getParentRoute: () => project,
    path: '/',
    component: lazyRouteComponent(() => import('../pages/overview')),
  }),
  createRoute({
    getParentRoute: () => project,
    path: '/review',
    component: lazyRouteComponent(() => import('../pages/review')),
  }),
  createRoute({
    getParentRoute: () => project,
    path: '/review/$', // ids of images hold slashes
    component: lazyRouteComponent(() => import('../pages/review')),
  }),
  createRoute({
    getParentRoute: () => project,
    path: '/images',
    component: lazyRouteComponent(() => import('../pages/images')),
  }),
  createRoute({
    getParentRoute: () => project,
    path: '/agreement',
    component: lazyRouteComponent(() => import('../pages/agreement')),
  }),
  createRoute({
    getParentRoute: () => project,
    path: '/annotators',
    component: lazyRouteComponent(() => import('../pages/annotators')),
  }),
  createRoute({
    getParentRoute: () => project,
    path: '/annotators/$annotator',
    component: lazyRouteComponent(() => import('../pages/annotator')),
  }),
  createRoute({
    getParentRoute: () => project,
    path: '/me',
    component: lazyRouteComponent(() => import('../pages/me')),
  }),
  createRoute({
    getParentRoute: () => project,
    path: '/benchmark',
    component: lazyRouteComponent(() => import('../pages/benchmark')),
  }),
  createRoute({
    getParentRoute: () => project,
    path: '/classes',
    component: lazyRouteComponent(() => import('../pages/classes')),
  }),
  createRoute({
    getParentRoute: () => project,
    path: '/suggestions',
    component: lazyRouteComponent(() => import('../pages/suggestions')),
  }),
  createRoute({
    getParentRoute: () => project,
    path: '/alerts',
    component: lazyRouteComponent(() => import('../pages/alerts')),
  }),
  createRoute({
    getParentRoute: () => project,
    path: '/export',
    component: lazyRouteComponent(() => import('../pages/export')),
  }),
  createRoute({
    getParentRoute: () => project,
    path: '/import',
    component: lazyRouteComponent(() => import('../pages/import')),
  }),
  createRoute({
    getParentRoute: () => project,
    path: '/plan',
    component: lazyRouteComponent(() => import('../pages/plan')),
  }),
  createRoute({
    getParentRoute: () => project,
    path: '/compare',
    component: lazyRouteComponent(() => import('../pages/compare')),
  }),
  createRoute({
    getParentRoute: () => project,
    path: '/report',
    component: lazyRouteComponent(() => import('../pages/report')),
  }),
  createRoute({
    getParentRoute: () => project,
    path: '/settings',
    component: lazyRouteComponent(() => import('../pages/settings')),
  }),
]

export const createAppRouter = () =>
  createRouter({
    routeTree: root.addChildren([...routes, project.addChildren(pages)]),
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
