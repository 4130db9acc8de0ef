#!/bin/sh
# Tells what it may do and what it sees, from inside whatever it is wrapped in
while IFS= read -r line; do
    rest=${line#'{"jsonrpc":"2.0","id":'}
    [ "$rest" != "$line" ] || continue
    id=${rest%%,*}
    rest=${rest#*'"method":"'}
    method=${rest%%'"'*}
    case $method in
        initialize)    answer='{"ok":true,"supportedMethods":[]}' ;;
        open-files)    answer=$(ulimit -n) ;;
        core-size)     answer=$(ulimit -c) ;;
        user)          answer="\"$(id -u):$(id -g):$(id -G)\"" ;;
        capabilities)  answer="\"$(grep -E '^Cap(Inh|Prm|Eff|Bnd)' /proc/self/status | tr -d '\n\t' | tr -d 'A-Za-z:' | tr -s 0)\"" ;;
        no-new-privs)  answer=$(grep NoNewPrivs /proc/self/status | tr -dc '0-9') ;;
        plugin-id)     answer="\"$PLUGIN_ID\"" ;;
        processes)     answer=$(ls /proc | grep -c '^[0-9]') ;;
        networks)      answer="\"$(tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' \n')\"" ;;
        roots)         answer="\"$(ls / | tr '\n' ' ')\"" ;;
        write-there)   if (: > /usr/mischief) 2>/dev/null; then answer=true; else answer=false; fi ;;
        write-here)    if (: > "$(dirname "$0")/mischief") 2>/dev/null; then answer=true; else answer=false; fi ;;
        write-tmp)     if (: > /tmp/mischief-$$) 2>/dev/null; then rm -f /tmp/mischief-$$; answer=true; else answer=false; fi ;;
        *)             answer=null ;;
    esac
    printf '{"jsonrpc":"2.0","id":%s,"result":%s}\n' "$id" "$answer"
    [ "$method" != shutdown ] || exit 0
done
