#!/bin/sh
# Makes the container images out of Debian's own packages, as OCI image layouts in /usr/share/cloison/images
# and, with the same blobs, as the store of the registry. The same input gives the same digests.
# https://github.com/opencontainers/image-spec/blob/main/image-layout.md
# $1: the folder of this recipe, inside.
set -eu
recipe=$1
layouts=/usr/share/cloison/images
registry=/var/lib/docker-registry/docker/registry/v2
# The images are as old as the newest thing in them.
created=$(date --utc --reference=/usr/sbin/nginx +%Y-%m-%dT%H:%M:%SZ)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

digest() { sha256sum "$1" | cut -d ' ' -f 1; }

# layer FOLDER NAME: packs a folder; leaves NAME.gz, NAME.diff (digest of the tar file) and NAME.descriptor.
layer() {
  tar -C "$1" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --format=gnu -cf "$work/$2.tar" .
  digest "$work/$2.tar" > "$work/$2.diff"
  gzip -n "$work/$2.tar" && mv "$work/$2.tar.gz" "$work/$2.gz"
  descriptor application/vnd.oci.image.layer.v1.tar+gzip "$work/$2.gz" > "$work/$2.descriptor"
}

# descriptor TYPE FILE
descriptor() {
  jq -cn --arg type "$1" --arg digest "sha256:$(digest "$2")" --argjson size "$(stat -c %s "$2")" \
    '{mediaType: $type, digest: $digest, size: $size}'
}

# blob IMAGE FILE: puts a file into an image's layout and into the registry, once on the disk.
blob() {
  hash=$(digest "$2")
  mkdir -p "$layouts/$1/blobs/sha256" "$registry/blobs/sha256/$(echo "$hash" | cut -c 1-2)/$hash"
  stored="$registry/blobs/sha256/$(echo "$hash" | cut -c 1-2)/$hash/data"
  [ -e "$stored" ] || cp "$2" "$stored"
  ln -f "$stored" "$layouts/$1/blobs/sha256/$hash"
}

# link FOLDER HASH: how the registry's store points to a blob.
link() { mkdir -p "$1" && printf 'sha256:%s' "$2" > "$1/link"; }

# image NAME TAG CONFIG LAYER...: CONFIG is the "config" object of the image, as JSON.
image() {
  name=$1 tag=$2 config=$3
  shift 3
  diffs=$(for each; do cat "$work/$each.diff"; done | jq -Rcn '[inputs | "sha256:" + .]')
  jq -cn --arg created "$created" --argjson config "$config" --argjson diffs "$diffs" \
    '{created: $created, architecture: "amd64", os: "linux", config: $config,
      rootfs: {type: "layers", diff_ids: $diffs}}' > "$work/config"
  for each; do cat "$work/$each.descriptor"; done | jq -cn \
    --argjson config "$(descriptor application/vnd.oci.image.config.v1+json "$work/config")" \
    '{schemaVersion: 2, mediaType: "application/vnd.oci.image.manifest.v1+json", config: $config, layers: [inputs]}' \
    > "$work/manifest"

  repository=$registry/repositories/$name
  for each in "$work/config" "$work/manifest"; do blob "$name" "$each"; done
  for each; do
    blob "$name" "$work/$each.gz"
    link "$repository/_layers/sha256/$(digest "$work/$each.gz")" "$(digest "$work/$each.gz")"
  done
  link "$repository/_layers/sha256/$(digest "$work/config")" "$(digest "$work/config")"
  manifest=$(digest "$work/manifest")
  link "$repository/_manifests/revisions/sha256/$manifest" "$manifest"
  link "$repository/_manifests/tags/$tag/current" "$manifest"
  link "$repository/_manifests/tags/$tag/index/sha256/$manifest" "$manifest"

  printf '{"imageLayoutVersion":"1.0.0"}' > "$layouts/$name/oci-layout"
  index=$layouts/$name/index.json
  [ -e "$index" ] || echo '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}' > "$index"
  jq -c --arg tag "$tag" --argjson entry "$(descriptor application/vnd.oci.image.manifest.v1+json "$work/manifest")" \
    '.manifests += [$entry + {annotations: {"org.opencontainers.image.ref.name": $tag}}]' "$index" > "$work/index"
  mv "$work/index" "$index"
  chmod 0644 "$index"
}

# busybox: one static file with a name for each of its commands.
root=$work/busybox
mkdir -p "$root/bin" "$root/etc" "$root/root" "$root/tmp" "$root/var/tmp" "$root/proc" "$root/sys" "$root/dev"
cp /usr/bin/busybox "$root/bin/busybox"
for name in $("$root/bin/busybox" --list); do
  [ "$name" = busybox ] || ln -s busybox "$root/bin/$name"
done
printf 'root:x:0:0:root:/root:/bin/sh\nwww-data:x:33:33:www-data:/var/www:/bin/false\nnobody:x:65534:65534:nobody:/:/bin/false\n' > "$root/etc/passwd"
printf 'root:x:0:\nwww-data:x:33:\nnogroup:x:65534:\n' > "$root/etc/group"
chmod 1777 "$root/tmp" "$root/var/tmp"
layer "$root" busybox

# nginx: the server and the libraries it asks for, on top of busybox.
root=$work/nginx
mkdir -p "$root/etc/nginx" "$root/var/log/nginx" "$root/var/lib/nginx" "$root/run" "$root/srv"
ldd /usr/sbin/nginx | grep -o '/[^ ]*' | while read -r library; do
  mkdir -p "$root$(dirname "$library")"
  cp -L "$library" "$root$library"
done
mkdir -p "$root/usr/sbin"
cp /usr/sbin/nginx "$root/usr/sbin/nginx"
cp /etc/nginx/mime.types "$recipe/web/nginx.conf" "$root/etc/nginx/"
chmod -R u=rwX,go=rX "$root"
layer "$root" nginx

for number in 1 2; do
  mkdir -p "$work/page$number/srv"
  sed "s/@VERSION@/$number/" "$recipe/web/index.html" > "$work/page$number/srv/index.html"
  chmod -R u=rwX,go=rX "$work/page$number"
  layer "$work/page$number" "page$number"
done

path='["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]'
shell="{\"Env\":$path,\"Cmd\":[\"sh\"]}"
server="{\"Env\":$path,\"Cmd\":[\"nginx\",\"-g\",\"daemon off;\"],\"ExposedPorts\":{\"80/tcp\":{}},\"StopSignal\":\"SIGQUIT\"}"
image busybox latest "$shell" busybox
image web 1 "$server" busybox nginx page1
image web latest "$server" busybox nginx page1
image web 2 "$server" busybox nginx page2
chown -R docker-registry: /var/lib/docker-registry
