import { Head } from '../../parts/head'
import { StaleBar } from '../../parts/stale'
import { words } from '../../words'
import { Next } from './next'
import { Overlap } from './overlap'
import './plan.css'

/** How many images to label twice so that agreement is known well enough, and which images to label next. */
export default function Plan() {
  return (
    <main id="content">
      <Head title={words.plan.title} about={words.plan.about} />
      <StaleBar />
      <div className="grid">
        <Overlap />
        <Next />
      </div>
    </main>
  )
}
