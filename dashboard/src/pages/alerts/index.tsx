import { Head } from '../../parts/head'
import { words } from '../../words'

export default function Alerts() {
  return (
    <main id="content">
      <Head title={words.alerts.title} />
    </main>
  )
}
