#!/usr/bin/env python3
"""What viewers cost a run of the studio: bench/studio-load.py [ROUNDS [STEPS]], after a build.

The same run in turn with nobody looking, with one viewer, and with 50 viewers that read every event and the picture as it grows while
1,000 connections are held open that say nothing, each made again a second after it was closed. The viewers' own process has the priority
NICE (19: what the studio leaves of the machine, as if they were elsewhere). Prints the run's seconds, the processor seconds of the
threads that paint and of all others of the studio's process, which serve, and the most descriptors that it had. On a machine that does
other things as well only the processor seconds mean something, and viewers need a priority at which they see anything: NICE=0.
"""
import asyncio
import http.client
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "artifacts/bin/IlgpuStyle.Cli/release/istyle.dll"
CASES = {"alone": (0, 0), "one": (1, 0), "many": (50, 1000)}  # viewers, idle connections
PAINTERS = ("painter", "simd ")  # names of threads
rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
steps = int(sys.argv[2]) if len(sys.argv) > 2 else 40
ticks = os.sysconf("SC_CLK_TCK")


def ask(method, path, body=None, kind="application/json"):
    """The answer's JSON, over a connection that stays, as a browser's does: a new one would have to wait behind those that say nothing."""
    while True:
        try:
            control.request(method, api + path, body, {"Content-Type": kind} if body is not None else {})
            answer = control.getresponse()
            text = answer.read()
            if answer.status >= 400:
                raise SystemExit(f"{method} {path}: {answer.status} {text.decode()}")
            return json.loads(text)
        except (OSError, http.client.HTTPException):  # It was silent for too long.
            control.close()


def cpu(pid):
    """Processor seconds of the process: of the threads that paint, of the others."""
    def seconds(stat):
        fields = stat.rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / ticks

    painting = 0
    for thread in pathlib.Path(f"/proc/{pid}/task").iterdir():
        try:
            stat = (thread / "stat").read_text()
        except OSError:
            continue  # It has ended.
        if stat.split("(", 1)[1].startswith(PAINTERS):
            painting += seconds(stat)
    return painting, seconds(pathlib.Path(f"/proc/{pid}/stat").read_text()) - painting


async def answer(reader):
    """The body of the next answer."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if b"content-length:" in head:
        return await reader.readexactly(int(head.split(b"content-length:")[1].split(b"\r\n")[0]))
    body = b""
    while size := int(await reader.readline(), 16):
        body += await reader.readexactly(size)
        await reader.readline()
    await reader.readline()
    return body


async def viewer(port, path, counts):
    """Follows the events, and fetches the picture that each of them names over a second connection, as a browser does."""
    def send(writer, path):
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())

    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    send(writer, path + "events")
    pictures, asking = await asyncio.open_connection("127.0.0.1", port)
    send(asking, path)
    await answer(pictures)
    version = None
    try:
        while line := await reader.readline():
            if not line.startswith(b'data: {"id"'):
                continue
            counts["events"] += 1
            counts["bytes"] += len(line)
            run = json.loads(line[6:])
            if run.get("picture") and run["picture"] != version:
                version = run["picture"]
                try:
                    send(asking, f"{path}runs/{run['id']}/picture?v={version}")
                    picture = await answer(pictures)
                    counts["pictures"] += len(picture) > 1000
                except (OSError, asyncio.IncompleteReadError):  # It was silent for too long; a browser makes it anew as well.
                    pictures, asking = await asyncio.open_connection("127.0.0.1", port)
    finally:
        writer.close()
        asking.close()


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


async def paint(process, port, path, viewers, idles):
    counts = dict(events=0, pictures=0, bytes=0, connections=0)
    tasks = [asyncio.create_task(viewer(port, path, counts)) for _ in range(viewers)]
    ask("GET", "")
    await asyncio.sleep(2)
    tasks += [asyncio.create_task(idle(port, counts)) for _ in range(idles)]
    await asyncio.sleep(2)
    begin = cpu(process.pid)
    most = 0
    run = await asyncio.to_thread(ask, "POST", "runs", json.dumps(wish).encode())
    while run["state"] != "finished":
        await asyncio.sleep(0.5)
        most = max(most, len(os.listdir(f"/proc/{process.pid}/fd")))
        run = await asyncio.to_thread(ask, "GET", "runs/" + run["id"])
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    painting, serving = (now - before for now, before in zip(cpu(process.pid), begin))
    return run["seconds"], painting, serving, most, counts


async def main(process, port, path):
    results = {case: [] for case in CASES}
    await paint(process, port, path, *CASES["many"])  # what is compiled and read once
    for number in range(rounds):
        order = list(CASES)
        for case in order[number % len(order):] + order[:number % len(order)]:
            *result, most, counts = await paint(process, port, path, *CASES[case])
            results[case].append(result)
            seconds, painting, serving = result
            print(f"{case:6} {seconds:7.2f} s, processor: painting {painting:7.2f} s, serving {serving:6.2f} s = {serving / painting:.2%}; "
                  f"{most} descriptors, {counts}", flush=True)
    for case in CASES:
        columns, alone = (list(zip(*results[name])) for name in (case, "alone"))
        print(f"{case:6} seconds / alone: {statistics.median(columns[0]) / statistics.median(alone[0]):.3f} (medians), "
              f"{min(columns[0]) / min(alone[0]):.3f} (minima); serving / painting {sum(columns[2]) / sum(columns[1]):.2%}")


with tempfile.TemporaryDirectory() as work:
    folder = pathlib.Path(work)
    address_file = folder / ".studio/address"
    process = subprocess.Popen(["dotnet", PROGRAM, "studio", folder, "--no-browser", "--backend", "simd"], stdout=subprocess.DEVNULL)
    os.setpriority(os.PRIO_PROCESS, 0, int(os.environ.get("NICE", "19")))
    try:
        while not address_file.exists() or not address_file.read_text():
            time.sleep(0.1)
        address = address_file.read_text().strip()
        port, path = int(address.split(":")[2].split("/")[0]), "/" + address.split("/", 3)[3] + "api/v1/"
        api, control = path, http.client.HTTPConnection("127.0.0.1", port, timeout=600)
        ids = {}
        for kind, name in (("photo", "photo-giraffe.jpg"), ("painting", "painting-night.jpg")):
            ids[kind] = ask("POST", f"pictures?name={name}&kind={kind}", (ROOT / "examples" / name).read_bytes(),
                            "application/octet-stream")["id"]
        wish = {"settings": {**ids, "size": 384, "iterations": steps, "scales": 1}}
        asyncio.run(main(process, port, path))
    finally:
        process.terminate()
        process.wait()
