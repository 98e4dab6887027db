import { Head } from '../../parts/head'
import { words } from '../../words'

export default function Settings() {
  return (
    <main id="content">
      <Head title={words.settings.title} />
    </main>
  )
}
