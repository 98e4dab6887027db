"""A client that is not ours: it knows the six promised answers by their names, and nothing else of labelqa."""

import os

import requests

URL = f"{os.environ['LABELQA_URL']}/v1/projects/demo/quality"
HEADERS = {"Authorization": f"Bearer {os.environ['LABELQA_KEY']}"}


def ask(name):
    answer = requests.get(f"{URL}/{name}", headers=HEADERS, timeout=30)
    answer.raise_for_status()
    return answer.json()


overview = ask("overview")
print("# overview")
for name in ("labelled", "unlabelled", "approval_rate", "rejection_rate", "correction_rate", "ai_assisted_share"):
    print(name, overview[name])

agreement = ask("agreement")
print("# agreement")
print(f"{agreement['mean_iou']:.3f}")
for row in agreement["by_image"][:10]:
    print(row["image_id"], f"{row['iou']:.3f}")

print("# annotators")
for row in ask("annotators")["annotators"]:
    rate, seconds, iou = row["approval_rate"], row["avg_seconds_per_image"], row["mean_iou"]
    print(f"{row['annotator_id']} {rate:.2f} {seconds:.1f} {iou:.3f}")

print("# images")
for row in ask("images")["images"][:10]:
    print(row["image_id"], row["qa_score"], row["review_status"], [flag["reason"] for flag in row["flags"]])

print("# benchmark")
for row in ask("benchmark")["annotators"]:
    print(row["annotator_id"], f"{row['accuracy']:.3f}")

print("# alerts")
for alert in ask("alerts")["alerts"]:
    print(alert["severity"], alert["type"], alert["message"], alert["recommended_action"])
