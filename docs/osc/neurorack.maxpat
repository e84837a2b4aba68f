{
 "patcher": {
  "fileversion": 1,
  "appversion": {
   "major": 8,
   "minor": 0,
   "revision": 0,
   "architecture": "x64",
   "modernui": 1
  },
  "classnamespace": "box",
  "rect": [
   60,
   80,
   1420,
   720
  ],
  "boxes": [
   {
    "box": {
     "id": "send",
     "maxclass": "newobj",
     "patching_rect": [
      40,
      520,
      192,
      22
     ],
     "text": "udpsend 127.0.0.1 9000",
     "numinlets": 1,
     "numoutlets": 0
    }
   },
   {
    "box": {
     "id": "label-0",
     "maxclass": "comment",
     "patching_rect": [
      40,
      10,
      58,
      20
     ],
     "text": "gate 1",
     "numinlets": 1,
     "numoutlets": 0
    }
   },
   {
    "box": {
     "id": "control-0",
     "maxclass": "toggle",
     "patching_rect": [
      40,
      34,
      40,
      40
     ],
     "numinlets": 1,
     "numoutlets": 1
    }
   },
   {
    "box": {
     "id": "address-0",
     "maxclass": "newobj",
     "patching_rect": [
      40,
      220,
      216,
      22
     ],
     "text": "prepend /neurorack/gate/1",
     "numinlets": 1,
     "numoutlets": 1
    }
   },
   {
    "box": {
     "id": "label-1",
     "maxclass": "comment",
     "patching_rect": [
      100,
      10,
      58,
      20
     ],
     "text": "gate 2",
     "numinlets": 1,
     "numoutlets": 0
    }
   },
   {
    "box": {
     "id": "control-1",
     "maxclass": "toggle",
     "patching_rect": [
      100,
      34,
      40,
      40
     ],
     "numinlets": 1,
     "numoutlets": 1
    }
   },
   {
    "box": {
     "id": "address-1",
     "maxclass": "newobj",
     "patching_rect": [
      100,
      236,
      216,
      22
     ],
     "text": "prepend /neurorack/gate/2",
     "numinlets": 1,
     "numoutlets": 1
    }
   },
   {
    "box": {
     "id": "label-2",
     "maxclass": "comment",
     "patching_rect": [
      160,
      10,
      58,
      20
     ],
     "text": "record",
     "numinlets": 1,
     "numoutlets": 0
    }
   },
   {
    "box": {
     "id": "control-2",
     "maxclass": "toggle",
     "patching_rect": [
      160,
      34,
      40,
      40
     ],
     "numinlets": 1,
     "numoutlets": 1
    }
   },
   {
    "box": {
     "id": "address-2",
     "maxclass": "newobj",
     "patching_rect": [
      160,
      252,
      216,
      22
     ],
     "text": "prepend /neurorack/record",
     "numinlets": 1,
     "numoutlets": 1
    }
   },
   {
    "box": {
     "id": "label-3",
     "maxclass": "comment",
     "patching_rect": [
      220,
      10,
      58,
      20
     ],
     "text": "keep 30 s",
     "numinlets": 1,
     "numoutlets": 0
    }
   },
   {
    "box": {
     "id": "control-3",
     "maxclass": "message",
     "patching_rect": [
      220,
      34,
      58,
      22
     ],
     "numinlets": 2,
     "numoutlets": 1,
     "text": "/neurorack/keep"
    }
   },
   {
    "box": {
     "id": "label-4",
     "maxclass": "comment",
     "patching_rect": [
      280,
      10,
      58,
      20
     ],
     "text": "panic",
     "numinlets": 1,
     "numoutlets": 0
    }
   },
   {
    "box": {
     "id": "control-4",
     "maxclass": "message",
     "patching_rect": [
      280,
      34,
      58,
      22
     ],
     "numinlets": 2,
     "numoutlets": 1,
     "text": "/neurorack/panic"
    }
   },
   {
    "box": {
     "id": "label-5",
     "maxclass": "comment",
     "patching_rect": [
      340,
      10,
      58,
      20
     ],
     "text": "CV 1",
     "numinlets": 1,
     "numoutlets": 0
    }
   },
   {
    "box": {
     "id": "control-5",
     "maxclass": "slider",
     "patching_rect": [
      340,
      34,
      24,
      150
     ],
     "numinlets": 1,
     "numoutlets": 1,
     "floatoutput": 1,
     "min": 0,
     "size": 5
    }
   },
   {
    "box": {
     "id": "address-5",
     "maxclass": "newobj",
     "patching_rect": [
      340,
      300,
      200,
      22
     ],
     "text": "prepend /neurorack/cv/1",
     "numinlets": 1,
     "numoutlets": 1
    }
   },
   {
    "box": {
     "id": "label-6",
     "maxclass": "comment",
     "patching_rect": [
      400,
      10,
      58,
      20
     ],
     "text": "CV 2",
     "numinlets": 1,
     "numoutlets": 0
    }
   },
   {
    "box": {
     "id": "control-6",
     "maxclass": "slider",
     "patching_rect": [
      400,
      34,
      24,
      150
     ],
     "numinlets": 1,
     "numoutlets": 1,
     "floatoutput": 1,
     "min": 0,
     "size": 5
    }
   },
   {
    "box": {
     "id": "address-6",
     "maxclass": "newobj",
     "patching_rect": [
      400,
      316,
      200,
      22
     ],
     "text": "prepend /neurorack/cv/2",
     "numinlets": 1,
     "numoutlets": 1
    }
   },
   {
    "box": {
     "id": "label-7",
     "maxclass": "comment",
     "patching_rect": [
      460,
      10,
      58,
      20
     ],
     "text": "CV 3",
     "numinlets": 1,
     "numoutlets": 0
    }
   },
   {
    "box": {
     "id": "control-7",
     "maxclass": "slider",
     "patching_rect": [
      460,
      34,
      24,
      150
     ],
     "numinlets": 1,
     "numoutlets": 1,
     "floatoutput": 1,
     "min": 0,
     "size": 5
    }
   },
   {
    "box": {
     "id": "address-7",
     "maxclass": "newobj",
     "patching_rect": [
      460,
      332,
      200,
      22
     ],
     "text": "prepend /neurorack/cv/3",
     "numinlets": 1,
     "numoutlets": 1
    }
   },
   {
    "box": {
     "id": "label-8",
     "maxclass": "comment",
     "patching_rect": [
      520,
      10,
      58,
      20
     ],
     "text": "CV 4",
     "numinlets": 1,
     "numoutlets": 0
    }
   },
   {
    "box": {
     "id": "control-8",
     "maxclass": "slider",
     "patching_rect": [
      520,
      34,
      24,
      150
     ],
     "numinlets": 1,
     "numoutlets": 1,
     "floatoutput": 1,
     "min": 0,
     "size": 5
    }
   },
   {
    "box": {
     "id": "address-8",
     "maxclass": "newobj",
     "patching_rect": [
      520,
      348,
      200,
      22
     ],
     "text": "prepend /neurorack/cv/4",
     "numinlets": 1,
     "numoutlets": 1
    }
   },
   {
    "box": {
     "id": "label-9",
     "maxclass": "comment",
     "patching_rect": [
      580,
      10,
      58,
      20
     ],
     "text": "interpolate",
     "numinlets": 1,
     "numoutlets": 0
    }
   },
   {
    "box": {
     "id": "control-9",
     "maxclass": "slider",
     "patching_rect": [
      580,
      34,
      24,
      150
     ],
     "numinlets": 1,
     "numoutlets": 1,
     "floatoutput": 1,
     "min": 0,
     "size": 1
    }
   },
   {
    "box": {
     "id": "address-9",
     "maxclass": "newobj",
     "patching_rect": [
      580,
      364,
      256,
      22
     ],
     "text": "prepend /neurorack/interpolate",
     "numinlets": 1,
     "numoutlets": 1
    }
   },
   {
    "box": {
     "id": "label-10",
     "maxclass": "comment",
     "patching_rect": [
      640,
      10,
      58,
      20
     ],
     "text": "scrub",
     "numinlets": 1,
     "numoutlets": 0
    }
   },
   {
    "box": {
     "id": "control-10",
     "maxclass": "slider",
     "patching_rect": [
      640,
      34,
      24,
      150
     ],
     "numinlets": 1,
     "numoutlets": 1,
     "floatoutput": 1,
     "min": 0,
     "size": 1
    }
   },
   {
    "box": {
     "id": "address-10",
     "maxclass": "newobj",
     "patching_rect": [
      640,
      380,
      208,
      22
     ],
     "text": "prepend /neurorack/scrub",
     "numinlets": 1,
     "numoutlets": 1
    }
   },
   {
    "box": {
     "id": "label-11",
     "maxclass": "comment",
     "patching_rect": [
      700,
      10,
      58,
      20
     ],
     "text": "sharpness",
     "numinlets": 1,
     "numoutlets": 0
    }
   },
   {
    "box": {
     "id": "control-11",
     "maxclass": "slider",
     "patching_rect": [
      700,
      34,
      24,
      150
     ],
     "numinlets": 1,
     "numoutlets": 1,
     "floatoutput": 1,
     "min": -1,
     "size": 2
    }
   },
   {
    "box": {
     "id": "address-11",
     "maxclass": "newobj",
     "patching_rect": [
      700,
      396,
      240,
      22
     ],
     "text": "prepend /neurorack/sharpness",
     "numinlets": 1,
     "numoutlets": 1
    }
   },
   {
    "box": {
     "id": "label-12",
     "maxclass": "comment",
     "patching_rect": [
      760,
      10,
      58,
      20
     ],
     "text": "variation",
     "numinlets": 1,
     "numoutlets": 0
    }
   },
   {
    "box": {
     "id": "control-12",
     "maxclass": "slider",
     "patching_rect": [
      760,
      34,
      24,
      150
     ],
     "numinlets": 1,
     "numoutlets": 1,
     "floatoutput": 1,
     "min": 0,
     "size": 1
    }
   },
   {
    "box": {
     "id": "address-12",
     "maxclass": "newobj",
     "patching_rect": [
      760,
      412,
      240,
      22
     ],
     "text": "prepend /neurorack/variation",
     "numinlets": 1,
     "numoutlets": 1
    }
   },
   {
    "box": {
     "id": "label-13",
     "maxclass": "comment",
     "patching_rect": [
      820,
      10,
      58,
      20
     ],
     "text": "pitch",
     "numinlets": 1,
     "numoutlets": 0
    }
   },
   {
    "box": {
     "id": "control-13",
     "maxclass": "slider",
     "patching_rect": [
      820,
      34,
      24,
      150
     ],
     "numinlets": 1,
     "numoutlets": 1,
     "floatoutput": 1,
     "min": -5,
     "size": 10
    }
   },
   {
    "box": {
     "id": "address-13",
     "maxclass": "newobj",
     "patching_rect": [
      820,
      428,
      208,
      22
     ],
     "text": "prepend /neurorack/pitch",
     "numinlets": 1,
     "numoutlets": 1
    }
   },
   {
    "box": {
     "id": "label-14",
     "maxclass": "comment",
     "patching_rect": [
      880,
      10,
      58,
      20
     ],
     "text": "level",
     "numinlets": 1,
     "numoutlets": 0
    }
   },
   {
    "box": {
     "id": "control-14",
     "maxclass": "slider",
     "patching_rect": [
      880,
      34,
      24,
      150
     ],
     "numinlets": 1,
     "numoutlets": 1,
     "floatoutput": 1,
     "min": -60,
     "size": 66
    }
   },
   {
    "box": {
     "id": "address-14",
     "maxclass": "newobj",
     "patching_rect": [
      880,
      444,
      208,
      22
     ],
     "text": "prepend /neurorack/level",
     "numinlets": 1,
     "numoutlets": 1
    }
   },
   {
    "box": {
     "id": "label-15",
     "maxclass": "comment",
     "patching_rect": [
      940,
      10,
      58,
      20
     ],
     "text": "loop-window",
     "numinlets": 1,
     "numoutlets": 0
    }
   },
   {
    "box": {
     "id": "control-15",
     "maxclass": "slider",
     "patching_rect": [
      940,
      34,
      24,
      150
     ],
     "numinlets": 1,
     "numoutlets": 1,
     "floatoutput": 1,
     "min": 20,
     "size": 480
    }
   },
   {
    "box": {
     "id": "address-15",
     "maxclass": "newobj",
     "patching_rect": [
      940,
      460,
      256,
      22
     ],
     "text": "prepend /neurorack/loop-window",
     "numinlets": 1,
     "numoutlets": 1
    }
   },
   {
    "box": {
     "id": "label-16",
     "maxclass": "comment",
     "patching_rect": [
      1000,
      10,
      58,
      20
     ],
     "text": "map-x",
     "numinlets": 1,
     "numoutlets": 0
    }
   },
   {
    "box": {
     "id": "control-16",
     "maxclass": "slider",
     "patching_rect": [
      1000,
      34,
      24,
      150
     ],
     "numinlets": 1,
     "numoutlets": 1,
     "floatoutput": 1,
     "min": 0,
     "size": 1
    }
   },
   {
    "box": {
     "id": "address-16",
     "maxclass": "newobj",
     "patching_rect": [
      1000,
      476,
      208,
      22
     ],
     "text": "prepend /neurorack/map-x",
     "numinlets": 1,
     "numoutlets": 1
    }
   },
   {
    "box": {
     "id": "label-17",
     "maxclass": "comment",
     "patching_rect": [
      1060,
      10,
      58,
      20
     ],
     "text": "map-y",
     "numinlets": 1,
     "numoutlets": 0
    }
   },
   {
    "box": {
     "id": "control-17",
     "maxclass": "slider",
     "patching_rect": [
      1060,
      34,
      24,
      150
     ],
     "numinlets": 1,
     "numoutlets": 1,
     "floatoutput": 1,
     "min": 0,
     "size": 1
    }
   },
   {
    "box": {
     "id": "address-17",
     "maxclass": "newobj",
     "patching_rect": [
      1060,
      492,
      208,
      22
     ],
     "text": "prepend /neurorack/map-y",
     "numinlets": 1,
     "numoutlets": 1
    }
   },
   {
    "box": {
     "id": "label-18",
     "maxclass": "comment",
     "patching_rect": [
      1120,
      10,
      58,
      20
     ],
     "text": "latent-1",
     "numinlets": 1,
     "numoutlets": 0
    }
   },
   {
    "box": {
     "id": "control-18",
     "maxclass": "slider",
     "patching_rect": [
      1120,
      34,
      24,
      150
     ],
     "numinlets": 1,
     "numoutlets": 1,
     "floatoutput": 1,
     "min": -3,
     "size": 6
    }
   },
   {
    "box": {
     "id": "address-18",
     "maxclass": "newobj",
     "patching_rect": [
      1120,
      220,
      232,
      22
     ],
     "text": "prepend /neurorack/latent-1",
     "numinlets": 1,
     "numoutlets": 1
    }
   },
   {
    "box": {
     "id": "label-19",
     "maxclass": "comment",
     "patching_rect": [
      1180,
      10,
      58,
      20
     ],
     "text": "latent-2",
     "numinlets": 1,
     "numoutlets": 0
    }
   },
   {
    "box": {
     "id": "control-19",
     "maxclass": "slider",
     "patching_rect": [
      1180,
      34,
      24,
      150
     ],
     "numinlets": 1,
     "numoutlets": 1,
     "floatoutput": 1,
     "min": -3,
     "size": 6
    }
   },
   {
    "box": {
     "id": "address-19",
     "maxclass": "newobj",
     "patching_rect": [
      1180,
      236,
      232,
      22
     ],
     "text": "prepend /neurorack/latent-2",
     "numinlets": 1,
     "numoutlets": 1
    }
   },
   {
    "box": {
     "id": "label-20",
     "maxclass": "comment",
     "patching_rect": [
      1240,
      10,
      58,
      20
     ],
     "text": "latent-3",
     "numinlets": 1,
     "numoutlets": 0
    }
   },
   {
    "box": {
     "id": "control-20",
     "maxclass": "slider",
     "patching_rect": [
      1240,
      34,
      24,
      150
     ],
     "numinlets": 1,
     "numoutlets": 1,
     "floatoutput": 1,
     "min": -3,
     "size": 6
    }
   },
   {
    "box": {
     "id": "address-20",
     "maxclass": "newobj",
     "patching_rect": [
      1240,
      252,
      232,
      22
     ],
     "text": "prepend /neurorack/latent-3",
     "numinlets": 1,
     "numoutlets": 1
    }
   },
   {
    "box": {
     "id": "label-21",
     "maxclass": "comment",
     "patching_rect": [
      1300,
      10,
      58,
      20
     ],
     "text": "latent-4",
     "numinlets": 1,
     "numoutlets": 0
    }
   },
   {
    "box": {
     "id": "control-21",
     "maxclass": "slider",
     "patching_rect": [
      1300,
      34,
      24,
      150
     ],
     "numinlets": 1,
     "numoutlets": 1,
     "floatoutput": 1,
     "min": -3,
     "size": 6
    }
   },
   {
    "box": {
     "id": "address-21",
     "maxclass": "newobj",
     "patching_rect": [
      1300,
      268,
      232,
      22
     ],
     "text": "prepend /neurorack/latent-4",
     "numinlets": 1,
     "numoutlets": 1
    }
   },
   {
    "box": {
     "id": "receive",
     "maxclass": "newobj",
     "patching_rect": [
      40,
      570,
      136,
      22
     ],
     "text": "udpreceive 9001",
     "numinlets": 1,
     "numoutlets": 1
    }
   },
   {
    "box": {
     "id": "route",
     "maxclass": "newobj",
     "patching_rect": [
      40,
      600,
      1440,
      22
     ],
     "text": "route /neurorack/out/level /neurorack/out/rms /neurorack/out/zcr /neurorack/out/rolloff /neurorack/out/flatness /neurorack/out/bandwidth /neurorack/out/centroid /neurorack/out/f0",
     "numinlets": 1,
     "numoutlets": 9
    }
   },
   {
    "box": {
     "id": "reading-0",
     "maxclass": "flonum",
     "patching_rect": [
      40,
      640,
      80,
      22
     ],
     "numinlets": 1,
     "numoutlets": 2
    }
   },
   {
    "box": {
     "id": "reading-label-0",
     "maxclass": "comment",
     "patching_rect": [
      40,
      664,
      80,
      20
     ],
     "text": "level",
     "numinlets": 1,
     "numoutlets": 0
    }
   },
   {
    "box": {
     "id": "reading-1",
     "maxclass": "flonum",
     "patching_rect": [
      130,
      640,
      80,
      22
     ],
     "numinlets": 1,
     "numoutlets": 2
    }
   },
   {
    "box": {
     "id": "reading-label-1",
     "maxclass": "comment",
     "patching_rect": [
      130,
      664,
      80,
      20
     ],
     "text": "rms",
     "numinlets": 1,
     "numoutlets": 0
    }
   },
   {
    "box": {
     "id": "reading-2",
     "maxclass": "flonum",
     "patching_rect": [
      220,
      640,
      80,
      22
     ],
     "numinlets": 1,
     "numoutlets": 2
    }
   },
   {
    "box": {
     "id": "reading-label-2",
     "maxclass": "comment",
     "patching_rect": [
      220,
      664,
      80,
      20
     ],
     "text": "zcr",
     "numinlets": 1,
     "numoutlets": 0
    }
   },
   {
    "box": {
     "id": "reading-3",
     "maxclass": "flonum",
     "patching_rect": [
      310,
      640,
      80,
      22
     ],
     "numinlets": 1,
     "numoutlets": 2
    }
   },
   {
    "box": {
     "id": "reading-label-3",
     "maxclass": "comment",
     "patching_rect": [
      310,
      664,
      80,
      20
     ],
     "text": "rolloff",
     "numinlets": 1,
     "numoutlets": 0
    }
   },
   {
    "box": {
     "id": "reading-4",
     "maxclass": "flonum",
     "patching_rect": [
      400,
      640,
      80,
      22
     ],
     "numinlets": 1,
     "numoutlets": 2
    }
   },
   {
    "box": {
     "id": "reading-label-4",
     "maxclass": "comment",
     "patching_rect": [
      400,
      664,
      80,
      20
     ],
     "text": "flatness",
     "numinlets": 1,
     "numoutlets": 0
    }
   },
   {
    "box": {
     "id": "reading-5",
     "maxclass": "flonum",
     "patching_rect": [
      490,
      640,
      80,
      22
     ],
     "numinlets": 1,
     "numoutlets": 2
    }
   },
   {
    "box": {
     "id": "reading-label-5",
     "maxclass": "comment",
     "patching_rect": [
      490,
      664,
      80,
      20
     ],
     "text": "bandwidth",
     "numinlets": 1,
     "numoutlets": 0
    }
   },
   {
    "box": {
     "id": "reading-6",
     "maxclass": "flonum",
     "patching_rect": [
      580,
      640,
      80,
      22
     ],
     "numinlets": 1,
     "numoutlets": 2
    }
   },
   {
    "box": {
     "id": "reading-label-6",
     "maxclass": "comment",
     "patching_rect": [
      580,
      664,
      80,
      20
     ],
     "text": "centroid",
     "numinlets": 1,
     "numoutlets": 0
    }
   },
   {
    "box": {
     "id": "reading-7",
     "maxclass": "flonum",
     "patching_rect": [
      670,
      640,
      80,
      22
     ],
     "numinlets": 1,
     "numoutlets": 2
    }
   },
   {
    "box": {
     "id": "reading-label-7",
     "maxclass": "comment",
     "patching_rect": [
      670,
      664,
      80,
      20
     ],
     "text": "f0",
     "numinlets": 1,
     "numoutlets": 0
    }
   }
  ],
  "lines": [
   {
    "patchline": {
     "source": [
      "control-0",
      0
     ],
     "destination": [
      "address-0",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "address-0",
      0
     ],
     "destination": [
      "send",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "control-1",
      0
     ],
     "destination": [
      "address-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "address-1",
      0
     ],
     "destination": [
      "send",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "control-2",
      0
     ],
     "destination": [
      "address-2",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "address-2",
      0
     ],
     "destination": [
      "send",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "control-3",
      0
     ],
     "destination": [
      "send",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "control-4",
      0
     ],
     "destination": [
      "send",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "control-5",
      0
     ],
     "destination": [
      "address-5",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "address-5",
      0
     ],
     "destination": [
      "send",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "control-6",
      0
     ],
     "destination": [
      "address-6",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "address-6",
      0
     ],
     "destination": [
      "send",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "control-7",
      0
     ],
     "destination": [
      "address-7",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "address-7",
      0
     ],
     "destination": [
      "send",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "control-8",
      0
     ],
     "destination": [
      "address-8",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "address-8",
      0
     ],
     "destination": [
      "send",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "control-9",
      0
     ],
     "destination": [
      "address-9",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "address-9",
      0
     ],
     "destination": [
      "send",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "control-10",
      0
     ],
     "destination": [
      "address-10",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "address-10",
      0
     ],
     "destination": [
      "send",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "control-11",
      0
     ],
     "destination": [
      "address-11",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "address-11",
      0
     ],
     "destination": [
      "send",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "control-12",
      0
     ],
     "destination": [
      "address-12",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "address-12",
      0
     ],
     "destination": [
      "send",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "control-13",
      0
     ],
     "destination": [
      "address-13",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "address-13",
      0
     ],
     "destination": [
      "send",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "control-14",
      0
     ],
     "destination": [
      "address-14",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "address-14",
      0
     ],
     "destination": [
      "send",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "control-15",
      0
     ],
     "destination": [
      "address-15",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "address-15",
      0
     ],
     "destination": [
      "send",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "control-16",
      0
     ],
     "destination": [
      "address-16",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "address-16",
      0
     ],
     "destination": [
      "send",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "control-17",
      0
     ],
     "destination": [
      "address-17",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "address-17",
      0
     ],
     "destination": [
      "send",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "control-18",
      0
     ],
     "destination": [
      "address-18",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "address-18",
      0
     ],
     "destination": [
      "send",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "control-19",
      0
     ],
     "destination": [
      "address-19",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "address-19",
      0
     ],
     "destination": [
      "send",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "control-20",
      0
     ],
     "destination": [
      "address-20",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "address-20",
      0
     ],
     "destination": [
      "send",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "control-21",
      0
     ],
     "destination": [
      "address-21",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "address-21",
      0
     ],
     "destination": [
      "send",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "receive",
      0
     ],
     "destination": [
      "route",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "route",
      0
     ],
     "destination": [
      "reading-0",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "route",
      1
     ],
     "destination": [
      "reading-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "route",
      2
     ],
     "destination": [
      "reading-2",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "route",
      3
     ],
     "destination": [
      "reading-3",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "route",
      4
     ],
     "destination": [
      "reading-4",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "route",
      5
     ],
     "destination": [
      "reading-5",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "route",
      6
     ],
     "destination": [
      "reading-6",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "route",
      7
     ],
     "destination": [
      "reading-7",
      0
     ]
    }
   }
  ]
 }
}
