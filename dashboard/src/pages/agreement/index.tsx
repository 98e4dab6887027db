import { Head } from '../../parts/head'
import { words } from '../../words'

export default function Agreement() {
  return (
    <main id="content">
      <Head title={words.agreement.title} />
    </main>
  )
}
