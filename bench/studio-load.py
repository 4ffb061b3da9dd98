#!/usr/bin/env python3
"""What viewers cost a run of the studio: bench/studio-load.py [ROUNDS [STEPS]], after a build.

The same run in turn with nobody looking, and with 50 viewers that read every event and the picture as it grows while 1,000 connections are
held open that say nothing. Prints the run's seconds, the processor seconds of the studio's process, and the most descriptors that it had.
"""
import asyncio
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "artifacts/bin/IlgpuStyle.Cli/release/istyle.dll"
VIEWERS, IDLE = 50, 1000
rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
steps = int(sys.argv[2]) if len(sys.argv) > 2 else 40
ticks = os.sysconf("SC_CLK_TCK")


def ask(method, path, body=None, kind="application/json"):
    """The answer's JSON; a connection beyond the studio's limit is closed before it has said anything, and made again."""
    request = urllib.request.Request(api + path, body, {"Content-Type": kind} if body is not None else {}, method=method)
    while True:
        try:
            with urllib.request.urlopen(request, timeout=600) as answer:
                return json.load(answer)
        except urllib.error.HTTPError:
            raise
        except OSError:
            time.sleep(0.1)


def cpu(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / ticks


async def viewer(port, path, counts):
    """Follows the events, and fetches the picture that each of them names, as the page does."""
    async def get(path):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode())
        return reader, writer

    reader, writer = await get(path + "events")
    version = None
    try:
        while line := await reader.readline():
            if not line.startswith(b'data: {"id"'):
                continue
            counts["events"] += 1
            run = json.loads(line[6:])
            if run.get("picture") and run["picture"] != version:
                version = run["picture"]
                try:
                    picture, closing = await get(f"{path}runs/{run['id']}/picture?v={version}")
                    counts["pictures"] += len(await picture.read()) > 1000
                    closing.close()
                except OSError:
                    pass
    finally:
        writer.close()


async def idle(port, counts):
    """A connection that says nothing, made again a second after it was closed."""
    while True:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            counts["connections"] += 1
            await reader.read()
            writer.close()
        except OSError:
            pass
        await asyncio.sleep(1)


async def paint(process, port, path, is_loaded):
    counts = dict(events=0, pictures=0, connections=0)
    tasks = []
    if is_loaded:
        tasks = [asyncio.create_task(viewer(port, path, counts)) for _ in range(VIEWERS)]
        await asyncio.sleep(2)
        tasks += [asyncio.create_task(idle(port, counts)) for _ in range(IDLE)]
        await asyncio.sleep(2)
    begin = cpu(process.pid)
    most = 0
    run = await asyncio.to_thread(ask, "POST", "runs", json.dumps(wish).encode())
    while run["state"] != "finished":
        await asyncio.sleep(0.5)
        most = max(most, len(os.listdir(f"/proc/{process.pid}/fd")))
        file = folder / run["id"] / "log.jsonl"
        if file.exists() and '"ending"' in file.read_text():
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            tasks = []
            run = await asyncio.to_thread(ask, "GET", "runs/" + run["id"])
    return run["seconds"], cpu(process.pid) - begin, most, counts


async def main(process, port, path):
    results = {False: [], True: []}
    await paint(process, port, path, False)
    for number in range(rounds):
        for is_loaded in (number % 2 == 0, number % 2 == 1):
            seconds, busy, most, counts = await paint(process, port, path, is_loaded)
            results[is_loaded].append((seconds, busy))
            name = "viewers" if is_loaded else "alone"
            print(f"{name:8} {seconds:8.2f} s {busy:8.2f} s of processor {most:5} descriptors {counts}", flush=True)
    for index, name in enumerate(("seconds", "processor seconds")):
        alone, viewed = ([result[index] for result in results[is_loaded]] for is_loaded in (False, True))
        print(f"{name}: with viewers / alone = {statistics.median(viewed) / statistics.median(alone):.3f} (medians), "
              f"{min(viewed) / min(alone):.3f} (minima)")


with tempfile.TemporaryDirectory() as work:
    folder = pathlib.Path(work)
    address_file = folder / ".studio/address"
    process = subprocess.Popen(["dotnet", PROGRAM, "studio", folder, "--no-browser", "--backend", "simd"], stdout=subprocess.DEVNULL)
    try:
        while not address_file.exists() or not address_file.read_text():
            time.sleep(0.1)
        address = address_file.read_text().strip()
        api = address + "api/v1/"
        port, path = int(address.split(":")[2].split("/")[0]), "/" + address.split("/", 3)[3] + "api/v1/"
        ids = {}
        for kind, name in (("photo", "photo-giraffe.jpg"), ("painting", "painting-night.jpg")):
            ids[kind] = ask("POST", f"pictures?name={name}&kind={kind}", (ROOT / "examples" / name).read_bytes(),
                            "application/octet-stream")["id"]
        wish = {"settings": {**ids, "size": 320, "iterations": steps, "scales": 1}}
        asyncio.run(main(process, port, path))
    finally:
        process.terminate()
        process.wait()
