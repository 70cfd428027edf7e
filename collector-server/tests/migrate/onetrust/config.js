{"DomainData": {"cctId": "0000", "Language": {"Culture": "en"}, "Groups": [
  {"CustomGroupId": "C0001", "GroupName": "Strictly Necessary Cookies", "GroupDescription": "<p>The shop works.</p>", "Status": "always active",
   "FirstPartyCookies": [{"Name": "cart", "Host": "www.lamps.example", "IsSession": true}], "Hosts": []},
  {"CustomGroupId": "C0002", "GroupName": "Performance Cookies", "GroupDescription": "We count.", "Status": "inactive",
   "FirstPartyCookies": [{"Name": "_ga_xxxxxxxxxx", "Host": "lamps.example", "IsSession": false, "Length": "730", "DurationType": 1}],
   "Hosts": [{"HostName": ".stats.example", "DisplayName": "Stats", "Cookies": []}]},
  {"CustomGroupId": "C0004", "GroupName": "Targeting Cookies", "GroupDescription": "Ads.", "Status": "inactive", "FirstPartyCookies": [], "Hosts": []}
]}}
