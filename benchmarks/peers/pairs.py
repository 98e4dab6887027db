"""One peer on the pairs of `benchmarks/pairs.py`: for each line on standard input it runs once and prints CPU seconds.

pairs.py PEER DATA.npz: `box` (n, 4) corners in pixels, `label` (n), `box_of` (annotation s has the boxes box_of[s] up
to box_of[s + 1]), `first` and `second` (annotations of each pair).
"""

import contextlib
import io
import json
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

THRESHOLD = 0.5


def coco_files(data, folder):
    """Every pair is one image: the first annotation as truth, the second as detections of score 1."""
    corners, label, box_of = data["box"], data["label"].tolist(), data["box_of"].tolist()
    boxes = np.hstack([corners[:, :2], corners[:, 2:] - corners[:, :2]]).tolist()
    truth, drawn = [], []
    for image, (s, t) in enumerate(zip(data["first"].tolist(), data["second"].tolist()), 1):
        for side, found in ((s, truth), (t, drawn)):
            for k in range(box_of[side], box_of[side + 1]):
                area = boxes[k][2] * boxes[k][3]
                found.append({"image_id": image, "category_id": label[k] + 1, "bbox": boxes[k], "area": area})
    for number, one in enumerate(truth, 1):
        one.update(id=number, iscrowd=0)
    for one in drawn:
        one["score"] = 1.0
    images = [{"id": k + 1, "width": 640, "height": 480, "file_name": str(k)} for k in range(len(data["first"]))]
    classes = [{"id": k + 1, "name": str(k)} for k in range(max(label) + 1)]
    files = folder / "truth.json", folder / "drawn.json"
    whole = {"info": {}, "images": images, "annotations": truth, "categories": classes}
    for file, content in zip(files, (whole, drawn)):
        file.write_text(json.dumps(content))
    return map(str, files)


def evaluation(data, coco, evaluator, classes):
    """What matches all pairs at one threshold and in one size band."""
    with tempfile.TemporaryDirectory() as folder:
        truth_file, drawn_file = coco_files(data, Path(folder))
        truth = coco(truth_file)
        drawn = truth.loadRes(drawn_file) if hasattr(truth, "loadRes") else truth.load_res(drawn_file)

    def run():
        found = evaluator(truth, drawn, "bbox")
        rust = evaluator.__module__.startswith("hotcoco")
        found.params.iouThrs = [THRESHOLD] if rust else np.array([THRESHOLD])
        found.params.areaRng, found.params.areaRngLbl, found.params.maxDets = [[0, 1e10]], ["all"], [300]
        if hasattr(found.params, "useCats"):
            found.params.useCats = int(classes)
        else:
            found.params.use_cats = classes
        found.evaluate()

    return run


def hotcoco(data):
    from hotcoco import COCO, COCOeval

    return evaluation(data, COCO, COCOeval, True)


def faster(data):
    from faster_coco_eval import COCO, COCOeval_faster

    return evaluation(data, COCO, COCOeval_faster, False)


def pycocotools(data):
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    return evaluation(data, COCO, COCOeval, False)


def datumaro(data):
    from datumaro.components.annotation import Bbox
    from datumaro.components.annotations.matcher import match_segments_pair

    box, label, box_of = data["box"].tolist(), data["label"].tolist(), data["box_of"].tolist()

    def side(s):
        kept = range(box_of[s], box_of[s + 1])
        return [Bbox(b[0], b[1], b[2] - b[0], b[3] - b[1], label=label[k]) for k in kept for b in [box[k]]]

    pairs = [(side(s), side(t)) for s, t in zip(data["first"].tolist(), data["second"].tolist())]
    return lambda: [match_segments_pair(a, b, dist_thresh=THRESHOLD) for a, b in pairs]


PEERS = {"hotcoco": hotcoco, "faster-coco-eval": faster, "pycocotools": pycocotools, "datumaro": datumaro}


def main():
    with contextlib.redirect_stdout(io.StringIO()):
        run = PEERS[sys.argv[1]](dict(np.load(sys.argv[2])))
        run()
    print("ready", flush=True)
    for _ in sys.stdin:
        with contextlib.redirect_stdout(io.StringIO()):
            begin = time.process_time()
            run()
            seconds = time.process_time() - begin
        print(seconds, flush=True)


if __name__ == "__main__":
    main()
