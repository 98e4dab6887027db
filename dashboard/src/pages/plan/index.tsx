import { Head } from '../../parts/head'
import { words } from '../../words'

export default function Plan() {
  return (
    <main id="content">
      <Head title={words.plan.title} />
    </main>
  )
}
