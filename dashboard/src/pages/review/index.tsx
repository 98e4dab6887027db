import { Failure, Skeleton } from '../../parts/states'
import { words } from '../../words'
import { Bar } from './bar'
import { inOrder } from './comments'
import { Done, EmptyQueue } from './done'
import { chipsOf } from './filters'
import { Help } from './help'
import { NoticeBar } from './notice-bar'
import { QueueSide } from './queue-side'
import { RejectForm } from './reject-form'
import { Side } from './side'
import { Stage } from './stage'
import { Top } from './top'
import './review.css'
import { useReview } from './use-review'

/** The review screen: a queue, an image, what everybody drew on it, and a verdict. */
export default function Review() {
  const {
    project,
    search,
    id,
    navigate,
    queue,
    position,
    detail,
    image,
    names,
    session,
    judges,
    finished,
    finish,
    verdicts,
    changed,
    chosen,
    choose,
    rejecting,
    reject,
    draft,
    write,
    current,
    show,
    layers,
    selection,
    hidden,
    hide,
    named,
    helping,
    help,
    queueOpen,
    openQueue,
    sideOpen,
    openSide,
    said,
    viewer,
    searchField,
    hits,
    notice,
    decide,
    simple,
    act,
    empty,
  } = useReview()
  return (
    <main id="content" className="review">
      <Top
        project={project}
        name={id}
        image={image}
        index={position.index}
        count={queue.current ? queue.count : undefined}
        queueOpen={queueOpen}
        sideOpen={sideOpen}
        onQueue={() => {
          openQueue(!queueOpen)
        }}
        onSide={() => {
          openSide(!sideOpen)
        }}
        onHelp={simple.help}
      />
      <QueueSide
        project={project}
        queue={queue}
        current={id}
        index={position.index}
        visit={verdicts.visit}
        open={queueOpen}
        searchRef={searchField}
      />
      <div className="review-middle">
        {finished ? (
          <Done
            project={project}
            visit={verdicts.visit}
            onBack={() => {
              finish(false)
            }}
            onAgain={() => {
              void queue.renew()
              void navigate({ to: '/p/$project/review', params: { project }, search: ((now: unknown) => now) as never })
            }}
          />
        ) : empty ? (
          <EmptyQueue project={project} filtered={chipsOf(search).length > 0 || 'q' in search || 'status' in search} />
        ) : detail.isError ? (
          <Failure
            error={detail.error}
            retry={() => {
              void detail.refetch()
            }}
          />
        ) : image ? (
          <Stage
            ref={viewer}
            project={project}
            image={image}
            layers={layers}
            selection={selection}
            hidden={hidden}
            named={named}
            placed={inOrder(image.comments).filter(({ box, resolved_at }) => box !== null && resolved_at === null)}
            current={current}
            onComment={(comment) => {
              openSide(true)
              show(comment)
            }}
            onHide={hide}
            onNames={simple.names}
            onZoom={simple.zoomToObject}
          />
        ) : (
          !queue.query.isError && <Skeleton height={400} />
        )}
      </div>
      <section id="review-side" className="review-side" aria-label={words.review.side} data-open={sideOpen}>
        {image && (
          <Side
            project={project}
            image={image}
            names={names}
            layers={layers}
            selection={selection}
            changed={changed}
            chosen={chosen}
            onChoose={choose}
            onZoom={simple.zoomToObject}
            author={session?.name ?? ''}
            writes={judges}
            draft={draft}
            onDraft={write}
            current={current}
          />
        )}
      </section>
      <div className="review-foot">
        {notice && (
          <NoticeBar
            notice={notice}
            changed={[...changed].map((who) => names.get(who) ?? who)}
            onClose={verdicts.dismiss}
          />
        )}
        {rejecting && (
          <RejectForm
            onSend={(reason) => {
              decide('rejected', reason)
            }}
            onClose={() => {
              reject(false)
            }}
          />
        )}
        <Bar
          hits={hits}
          names={names}
          judges={judges}
          ready={image !== undefined && !finished}
          undoable={verdicts.visit.length > 0}
          rejecting={rejecting}
          hasNext={id !== null && !finished}
          hasPrevious={finished || position.previous !== null}
          act={(action) => {
            act({ do: action })
          }}
          onRelease={() => {
            choose(null)
          }}
        />
      </div>
      <p className="hidden" role="status">
        {said}
      </p>
      {helping && (
        <Help
          onClose={() => {
            help(false)
          }}
        />
      )}
    </main>
  )
}
