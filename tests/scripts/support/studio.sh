# Sourced by the scripts about the studio, after script.sh: a studio on $folder, and requests to it.

for tool in curl jq; do
  install_if_root "$tool" "$tool" || skip_all "no $tool: sudo apt-get install $tool"
done

folder="$work/my pictures" pid=""
stop_studio() {
  [ -n "$pid" ] || return 0
  kill -TERM "$pid" 2>/dev/null
  wait "$pid"
}
at_exit stop_studio
# start_studio: in the background; api and page are its addresses.
start_studio() {
  rm -f "$folder/.studio/address"
  dotnet "$program" studio "$folder" --no-browser --backend simd --threads 2 >"$work/studio.log" 2>&1 &
  pid=$!
  has_begun_or_ended() { [ -s "$folder/.studio/address" ] || ! kill -0 "$pid"; }
  await has_begun_or_ended
  if [ ! -s "$folder/.studio/address" ]; then
    not_ok "the studio does not start"
    sed 's/^/  /' "$work/studio.log"
    finish
  fi
  page="$(cat "$folder/.studio/address")" api="${page}api/v1"
}
get() { curl -sS "$api/$1"; }
post() { curl -sS -H 'Content-Type: application/json' -d "$2" "$api/$1"; }
# send FILE KIND: the whole answer.
send() { curl -sS --data-binary @"$1" -H 'Content-Type: application/octet-stream' "$api/pictures?name=$(basename "$1")&kind=$2"; }
# becomes RUN CONDITION: waits until jq's condition holds of the run.
becomes() { await is "$@"; }
is() { get "runs/$1" | jq -e "$2" >"$work/holds"; }
