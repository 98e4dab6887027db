import { alerts } from './alerts'
import { agreement } from './agreement'
import { annotators } from './annotators'
import { benchmark } from './benchmark'
import { charts } from './charts'
import { classes } from './classes'
import { compare } from './compare'
import { exports } from './exports'
import { images } from './images'
import { imports } from './imports'
import { keys } from './keys'
import { me } from './me'
import { overview } from './overview'
import { plan } from './plan'
import { projects } from './projects'
import { quality } from './quality'
import { report } from './report'
import { review } from './review'
import { settings } from './settings'
import { shell } from './shell'
import { signing } from './signing'
import { states } from './states'
import { suggestions } from './suggestions'
import { viewer } from './viewer'

export const en = {
  alerts,
  agreement,
  annotators,
  benchmark,
  charts,
  classes,
  compare,
  exports,
  images,
  imports,
  keys,
  me,
  overview,
  plan,
  projects,
  quality,
  report,
  review,
  settings,
  shell,
  signing,
  states,
  suggestions,
  viewer,
}
